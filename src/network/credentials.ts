/** Secrets, kept apart from everything that is printed, recorded or compared. */
import { inspect } from 'node:util';

/** A secret that shows itself only when asked by name. */
export interface Secret {
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

/** Wraps a secret so that logs, JSON and error texts show `[secret]` instead. */
export function secret(value: string): Secret {
  const shown = (): string => '[secret]';
  return Object.freeze({ reveal: () => value, toJSON: shown, toString: shown, [inspect.custom]: shown });
}

/** What is known under one sign-in id: the secret, or why there is none. */
export type Credential =
  | { readonly known: true; readonly secret: Secret }
  | { readonly known: false; readonly why: string };

/** By sign-in id. */
export type Credentials = ReadonlyMap<string, Credential>;
