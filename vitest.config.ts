import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The long files begin first, so that the end of the suite does not wait for one of them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => /[\\/](lab-worlds|lab-repairs|cli|hybrid-directions|registry-mistakes|witness|before-after|closed-world)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/own-temporary-folder.ts'],
    setupFiles: ['test/property-seed.ts'],
    pool: 'forks',
    // The files share the modules that a worker has loaded: a test may not replace a module, and leaves nothing behind in one.
    isolate: false,
    // The tests wait for sockets as well as they compute: one worker more than there are cores, for two of them.
    maxWorkers: '150%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
