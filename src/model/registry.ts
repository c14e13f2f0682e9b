/** What a registry export holds, as far as it is read here. Paths are written `HKLM\SOFTWARE\…`. */

export type RegistryData =
  | { readonly type: 'dword'; readonly value: number }
  /** In decimal, because a number of JavaScript does not hold 64 bits. */
  | { readonly type: 'qword'; readonly value: string }
  | { readonly type: 'string' | 'expandable'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  /** `code`: number of the type; 3 is REG_BINARY, 0 REG_NONE. `value`: bytes in hexadecimal. */
  | { readonly type: 'binary'; readonly code: number; readonly value: string };

export type RegistryEntry =
  /** `[KEY]`; deleted: `[-KEY]`, the key with everything below it. */
  | { readonly kind: 'key'; readonly path: string; readonly line: number; readonly deleted: boolean }
  /** `"name"=…`; name '' is the default value `@`. data null: `"name"=-`, the value is deleted. */
  | { readonly kind: 'value'; readonly path: string; readonly name: string; readonly line: number; readonly data: RegistryData | null };

export type RegistryDamage = 'no-header' | 'typographic-quotes' | 'no-key-before' | 'unknown-hive' | 'not-understood' | 'open-string';

/** A line that says nothing: Windows skips it, or would refuse the file. */
export interface DamagedLine {
  readonly line: number;
  readonly why: RegistryDamage;
}

/** What stood in a file besides its entries. */
export interface RegistryReading {
  readonly encoding: 'UTF-16LE' | 'UTF-16BE' | 'UTF-8';
  readonly header: 'Windows Registry Editor Version 5.00' | 'REGEDIT4' | null;
  readonly lines: number;
  readonly keys: number;
  readonly values: number;
  /** Values so long that none of them is a setting; they are passed over. */
  readonly longValues: number;
  /** How many; `damaged` holds the first of them. */
  readonly damagedLines: number;
  readonly damaged: readonly DamagedLine[];
}

/** One thing that a file does. */
export type RegistryChange =
  | { readonly does: 'set'; readonly path: string; readonly name: string; readonly data: RegistryData }
  | { readonly does: 'remove-value'; readonly path: string; readonly name: string }
  | { readonly does: 'remove-key'; readonly path: string };

/** A line of a file. */
export interface Cited {
  readonly file: string;
  readonly line: number;
}

export interface FoundKey extends Cited {
  readonly path: string;
}

export interface FoundValue extends Cited {
  readonly path: string;
  readonly name: string;
  /** null: the file deletes it. */
  readonly data: RegistryData | null;
}

/** What is left of a server's files. */
export interface TlsRegistry {
  readonly keys: readonly FoundKey[];
  readonly values: readonly FoundValue[];
  /** Values that a later line overwrites with another. */
  readonly overwritten: readonly (FoundValue & { readonly by: Cited })[];
  /** Keys and values beyond the limit, which were not looked at. */
  readonly leftOut: number;
}
