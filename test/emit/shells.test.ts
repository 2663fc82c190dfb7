import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emitters } from '../../src/emit/formats.js'
import { clearedVariables, variablesOf, type EmitInput } from '../../src/emit/variables.js'
import { isInstalled, pathOf } from '../support/commands.js'
import { npmTool } from '../support/npm-tool.js'
import { emissionOf, emissions, HOSTILE, LONG_TERM, TEMPORARY } from './samples.js'
import { SCRIPT, visit } from './shells.js'

/** What `env --unset` clears in a shell without a region of its own. */
const CLEARED = [
  ...clearedVariables(),
  ...['AWS_REGION', 'AWS_DEFAULT_REGION'].map((name) => ({ name })),
]

type Shell = readonly [string, ...string[]]

const ENV = `env -0; printf '\\0'`
const POSIX_SHELLS: Shell[] = [
  ['sh'],
  ['dash'],
  ['bash', '--norc'],
  ['bash', '--posix'],
  // With history expansion, which must not touch what `eval` reads.
  ['bash', '--norc', '-i'],
  ['zsh', '-f'],
  ['zsh', '-f', '-o', 'magic_equal_subst', '-o', 'sh_word_split'],
  ['ksh'],
  ['mksh'],
]

interface Dialect {
  format: 'env' | 'fish'
  shells: Shell[]
  read: (file: string) => string
}

const DIALECTS: Dialect[] = [
  {
    format: 'env',
    shells: POSIX_SHELLS,
    read: (file) => `set -eu\neval "$(cat ${file})"\n${ENV}\n`,
  },
  { format: 'fish', shells: [['fish', '--no-config']], read: (file) => `source ${file}\n${ENV}\n` },
]

const cases = DIALECTS.flatMap(({ format, shells, read }) =>
  shells.map((shell) => ({ name: shell.join(' '), format, shell, read })),
)

describe.each(cases)('$format in $name', ({ format, shell, read }) => {
  const skip = !isInstalled(shell[0])
  const textOf = (emission: EmitInput): string => emitters[format].emit(emission).stdout

  async function arrives(given: readonly EmitInput[]): Promise<void> {
    const { environments, status, strays } = await visit(shell, given.map(textOf), read)
    expect({ status, strays }).toEqual({ status: 0, strays: [] })
    expect(environments).toHaveLength(given.length)
    given.forEach((emission, index) => {
      const seen = environments[index] ?? {}
      for (const { name, value } of variablesOf(emission))
        expect([name, seen[name]]).toEqual([name, value])
    })
  }

  it.skipIf(skip)('hands over hostile values, and executes none of them', async () => {
    await arrives(HOSTILE.map(emissionOf))
  })

  it.skipIf(skip)('hands over any printable text', async () => {
    const batches = fc.array(emissions, { minLength: 15, maxLength: 40 })
    await fc.assert(fc.asyncProperty(batches, arrives), { numRuns: 3 })
  })

  it.skipIf(skip)('removes what an earlier login left', async () => {
    await arrives([LONG_TERM])
    await arrives([TEMPORARY, LONG_TERM])
  })

  it.skipIf(skip)('--unset clears what was set, and stays silent about what was not', async () => {
    const clear = emitters[format].clear?.(CLEARED).stdout ?? ''
    const { environments, status } = await visit(shell, [textOf(TEMPORARY), clear, clear], read, {})
    expect(status).toBe(0)
    expect(environments[0]).toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' })
    for (const seen of environments.slice(1)) {
      expect(Object.keys(seen).filter((name) => /^(AWS|ROLECALL)_/.test(name))).toEqual([])
    }
  })
})

describe('fish', () => {
  it.skipIf(!isInstalled('fish'))('ends well where there is nothing to erase', async () => {
    const read = (file: string): string => `cat ${file} | source; or echo failed with $status >&2\n`
    const texts = [
      emitters.fish.emit(TEMPORARY).stdout,
      emitters.fish.clear?.(CLEARED).stdout ?? '',
    ]
    expect(await visit(['fish', '--no-config'], texts, read, {})).toMatchObject({ stderr: '' })
  })

  it.skipIf(!isInstalled('fish'))('leaves a universal variable alone', async () => {
    const read = (file: string): string =>
      `set -U AWS_PROFILE mine\nsource ${file}\nset -S AWS_PROFILE >&2\n`
    const { stderr } = await visit(['fish'], [emitters.fish.emit(TEMPORARY).stdout], read)
    expect(stderr).toContain('$AWS_PROFILE[1]: |mine|')
    expect(stderr).not.toContain('global scope')
  })
})

describe.each(POSIX_SHELLS.map((shell) => ({ name: shell.join(' '), shell })))(
  'env-no-export in $name',
  ({ shell }) => {
    const names = 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION ROLECALL_PROFILE'
    const read = (file: string): string =>
      `(eval "$(cat ${file})"; ${ENV}; export ${names}; ${ENV})\n`

    it.skipIf(!isInstalled(shell[0]))('sets variables that no child sees', async () => {
      const texts = HOSTILE.map((text) => emitters['env-no-export'].emit(emissionOf(text)).stdout)
      const { environments, strays } = await visit(shell, texts, read)
      expect(strays).toEqual([])
      HOSTILE.forEach((text, index) => {
        const [before = {}, after = {}] = environments.slice(2 * index)
        for (const name of names.split(' ')) {
          expect([before[name], after[name]]).toEqual([undefined, text])
        }
      })
    })
  },
)

/** Nushell, of the PATH or of npm: Debian has no package. */
const NU = pathOf('nu') ?? nushellOfNpm()
function nushellOfNpm(): string | undefined {
  const folder = npmTool(`@nushell/linux-${process.arch}`, '0.108.0')
  return folder && join(folder, 'bin/nu')
}

describe('nushell', () => {
  it.skipIf(!NU)('loads any printable text, and drops what is stale', async () => {
    const read = (file: string): string =>
      `open --raw ${file} | from json | load-env; ^sh -c r#'${ENV}'#\n`
    const shell: Shell = [NU ?? '', '--no-config-file', SCRIPT]
    const given = [...HOSTILE.map(emissionOf), ...fc.sample(emissions, 100), LONG_TERM]
    const texts = given.map((emission) => emitters.nushell.emit(emission).stdout)
    const { environments, status, stderr, strays } = await visit(shell, texts, read)
    expect({ status, stderr, strays }).toEqual({ status: 0, stderr: '', strays: [] })
    given.forEach((emission, index) => {
      const seen = environments[index] ?? {}
      for (const { name, value } of variablesOf(emission))
        expect([name, seen[name]]).toEqual([name, value])
    })
  })
})
