import { Linter } from 'eslint'

/** Globals of the language that ESLint would take for granted, and an engine may lack. */
const OPTIONAL = [
  ...['AggregateError', 'Atomics', 'BigInt64Array', 'BigUint64Array', 'EvalError'],
  ...['FinalizationRegistry', 'Float16Array', 'Float32Array', 'Int8Array', 'Int16Array', 'Intl'],
  ...['ReferenceError', 'SharedArrayBuffer', 'URIError', 'Uint8ClampedArray', 'decodeURI'],
  ...['encodeURI', 'escape', 'eval', 'unescape'],
]

/**
 * Finds the names that a script uses and nobody declares. A name that the engine lacks would fail
 * at run time only, perhaps after a request has been sent. `typeof NAME` asks for it, and is fine.
 * @param known the globals of the engine
 * @returns the names, each once
 */
export function freeGlobals(script: string, known: readonly string[]): string[] {
  const messages = new Linter().verify(script, {
    languageOptions: {
      ecmaVersion: 'latest',
      sourceType: 'module',
      globals: Object.fromEntries([
        ...OPTIONAL.map((name) => [name, 'off'] as const),
        ...known.map((name) => [name, 'readonly'] as const),
      ]),
    },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: { 'no-undef': 'error' },
  })
  const [fault] = messages.filter(({ fatal }) => fatal)
  if (fault) throw new Error(fault.message)
  const names = messages.map(({ message }) => /^'(.+)' is not defined/.exec(message)?.[1] ?? '')
  return [...new Set(names.filter(Boolean))]
}
