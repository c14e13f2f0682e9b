/** The causes, by area. A new one: its file, its line here, its world in scenarios/lab/. */
import type { Cause } from './cause.ts';

export const causes: readonly Cause[] = [];
