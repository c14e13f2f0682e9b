/** What a saved value of a registry holds. */
import type { FoundValue, RegistryData } from '../model/registry.ts';
import { isRecord, listOf, number, orNull, recordOf, text, word, type Shape } from './shape.ts';

type DataOf<T extends RegistryData['type']> = Extract<RegistryData, { readonly type: T }>;
const type = word<RegistryData['type']>({ dword: true, qword: true, string: true, expandable: true, strings: true, binary: true });

const data: Shape = (value) => {
  switch (isRecord(value) ? value['type'] : undefined) {
    case 'dword': return recordOf<DataOf<'dword'>>({ type, value: number })(value);
    case 'strings': return recordOf<DataOf<'strings'>>({ type, value: listOf(text) })(value);
    default: return recordOf<DataOf<'string'>>({ type, value: text })(value);
  }
};

export const registryValue = recordOf<FoundValue>({ path: text, name: text, file: text, line: number, data: orNull(data) });
