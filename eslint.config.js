import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['out/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.mjs', '*.cjs'] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers and booleans in sentences are meant.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // The strict compiler option noPropertyAccessFromIndexSignature is off; brackets show that a key is not fixed.
      '@typescript-eslint/dot-notation': 'off',
      // Functions live in plain objects here, not in classes: there is no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // Ports promise asynchronous answers, also where an adapter has them at once.
      '@typescript-eslint/require-await': 'off',
      // Guards against what a file or the network may hold are wanted even where a type promises otherwise.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-globals': ['error', { name: 'process', message: 'Only src/cli.ts names process.' }],
    },
  },
  { files: ['src/cli.ts', 'bench/**', 'test/**', '**/*.mjs', '*.js', 'keep.cjs'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/exchange/*-table.ts', 'test/**'], rules: { 'max-lines': 'off' } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['launch.cjs', 'keep.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['test/**', 'mocks/**'], rules: { '@typescript-eslint/no-misused-spread': 'off' } },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' } },
);
