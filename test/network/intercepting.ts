/** No request of a file's tests leaves the process: nock answers, or it fails. */
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { endAll } from './loopback.ts';

/** Call it once in the `describe` of tests that answer by nock. */
export function interceptAll(): void {
  beforeAll(() => { if (!nock.isActive()) nock.activate(); });
  beforeEach(() => { nock.disableNetConnect(); });
  afterEach(async () => {
    nock.cleanAll();
    await endAll();
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
