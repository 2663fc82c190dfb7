import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { powershellLine } from '../../src/emit/powershell.js'
import { emitters } from '../../src/emit/formats.js'
import { variablesOf } from '../../src/emit/variables.js'
import { emissionOf, emissions, HOSTILE, TEMPORARY } from './samples.js'

/**
 * Reads an assignment by PowerShell's grammar: `'…'` with `''` for a quote, `[char]0xHHHH`, and `+`
 * between them. Anything else could be evaluated, and is an error. (No PowerShell runs on the
 * machines that run these tests.)
 */
function readPowershell(line: string): [name: string, value: string | undefined] {
  const [, name = '', expression = ''] = /^\$Env:([A-Z_]+) = (.*)$/.exec(line) ?? []
  if (expression === '$null') return [name, undefined]
  const TERM = /'((?:[^']|'')*)'|\[char\]0x([0-9A-F]{4})/y
  let value = ''
  for (;;) {
    const at = TERM.lastIndex
    const term = TERM.exec(expression)
    if (!term) throw new Error(`no term at ${at} in ${line}`)
    value += term[2] ? String.fromCharCode(parseInt(term[2], 16)) : term[1]?.replaceAll("''", "'")
    if (TERM.lastIndex === expression.length) return [name, value]
    if (!expression.startsWith(' + ', TERM.lastIndex)) throw new Error(`no operator in ${line}`)
    TERM.lastIndex += 3
  }
}

describe('powershell', () => {
  it('is a literal, with every character beyond ASCII as a number', () => {
    expect(powershellLine({ name: 'A', value: `it's $(x) "Ñ" ’` })).toBe(
      `$Env:A = 'it''s $(x) "' + [char]0x00D1 + '" ' + [char]0x2019 + ''`,
    )
    expect(powershellLine({ name: 'A' })).toBe('$Env:A = $null')
  })

  it('carries any printable text in ASCII', () => {
    const carries = (emission: Parameters<typeof variablesOf>[0]): void => {
      const { stdout } = emitters.powershell.emit(emission)
      expect(stdout).toMatch(/^[ -~\n]*$/)
      const lines = stdout.split('\n').slice(0, -1)
      expect(lines.map(readPowershell)).toEqual(
        variablesOf(emission).map(({ name, value }) => [name, value]),
      )
    }
    HOSTILE.map(emissionOf).forEach(carries)
    fc.assert(fc.property(emissions, carries))
  })
})

describe('windows-cmd', () => {
  it('quotes the whole assignment, and ends lines as a batch file does', () => {
    const { stdout } = emitters['windows-cmd'].emit(TEMPORARY)
    expect(stdout).toMatch(/^set "AWS_ACCESS_KEY_ID=ASIAEXAMPLE"\r\n/)
    expect(stdout).toMatch(/\r\nset "AWS_PROFILE="\r\n/)
  })

  it('refuses what cmd.exe would change, and writes the rest as it is', () => {
    fc.assert(
      fc.property(fc.oneof(emissions, fc.constantFrom(...HOSTILE).map(emissionOf)), (emission) => {
        const variables = variablesOf(emission)
        const isSafe = variables.every(({ value = '' }) => /^[ #$&-~]*$/.test(value))
        const emit = (): string => emitters['windows-cmd'].emit(emission).stdout
        if (!isSafe)
          expect(emit).toThrow(/^\w+ has .*, which the windows-cmd format cannot pass on$/)
        else {
          expect(emit()).toBe(
            variables.map(({ name, value = '' }) => `set "${name}=${value}"\r\n`).join(''),
          )
        }
      }),
      { numRuns: 300 },
    )
  })
})
