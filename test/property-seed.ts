/**
 * Every property test draws the same examples each time, so that what was green stays green.
 * `PROPERTY_SEED=1234 npx vitest run` draws others: whoever changes a parser tries a few.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_121) });
