/** What `crosslines witness` is asked for. */
export interface WitnessErrand {
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  /** https URL under which servers reach this machine; `{port}` stands for the port that listens. null: nobody is asked to call. */
  readonly advertise: string | null;
  /** Id of the mailbox whose server is asked to call; null: whoever calls. */
  readonly via: string | null;
  /** Ends after so many ClientHellos; null: by time. With `via` also when the control came. */
  readonly count: number | null;
  /** Ends after so many seconds; null: when the run ends. */
  readonly seconds: number | null;
}
