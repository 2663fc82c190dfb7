import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { emitters } from '../../src/emit/formats.js'
import { clearedVariables } from '../../src/emit/variables.js'
import { npmTool } from '../support/npm-tool.js'
import { run } from '../support/run.js'
import { emissionOf, HOSTILE, TEMPORARY } from './samples.js'

/*
 * No PowerShell runs on the machines that run these tests. The grammar of tree-sitter, which nobody
 * here wrote, therefore parses what rolecall prints for PowerShell.
 */

interface Node {
  type: string
  text: string
  isError: boolean
  isMissing: boolean
  children: Node[]
}
interface TreeSitter {
  Parser: {
    init(): Promise<void>
    new (): { setLanguage(l: object): void; parse(text: string): { rootNode: Node } }
  }
  Language: { load(file: string): Promise<object> }
}

const engine = npmTool('web-tree-sitter', '0.27.2')
const grammar = npmTool('tree-sitter-powershell', '0.26.4')
const GENERATED = join(import.meta.dirname, '../../completions/rolecall.ps1')

describe.skipIf(!engine || !grammar)('in the grammar of PowerShell', () => {
  let parse: (text: string) => Node
  beforeAll(async () => {
    const { Parser, Language } = createRequire(join(engine ?? '', 'x'))(
      'web-tree-sitter',
    ) as TreeSitter
    await Parser.init()
    const parser = new Parser()
    parser.setLanguage(await Language.load(join(grammar ?? '', 'tree-sitter-powershell.wasm')))
    parse = (text) => parser.parse(text).rootNode
  })

  /** Texts that the grammar cannot place. */
  function faults(node: Node): string[] {
    if (node.isError || node.isMissing) return [node.text]
    return node.children.flatMap(faults)
  }

  test('a damaged script is found', () => {
    expect(faults(parse(`$Env:A = 'it's'`))).not.toEqual([])
  })

  test('env prints one assignment a line, for hostile values too', () => {
    for (const emission of [TEMPORARY, ...HOSTILE.map(emissionOf)]) {
      const { stdout } = emitters.powershell.emit(emission)
      const root = parse(stdout)
      expect(faults(root), stdout).toEqual([])
      const statements = root.children.flatMap(({ type, children }) =>
        type === 'statement_list' ? children : [],
      )
      expect(statements.length, stdout).toBe(stdout.split('\n').length - 1)
      // Nothing in the values is a command.
      expect(JSON.stringify(typesOf(root))).not.toContain('"command"')
    }
  })

  test('env --unset, and what env prints if it fails', () => {
    const { clear, fail } = emitters.powershell
    expect(faults(parse(clear?.(clearedVariables()).stdout ?? ''))).toEqual([])
    expect(faults(parse(fail?.(clearedVariables()) ?? ''))).toEqual([])
  })

  test('init powershell and the completions', async () => {
    const { stdout } = await run(['init', 'powershell'])
    expect(stdout).toContain('function global:rolecall')
    expect(faults(parse(stdout))).toEqual([])
    expect(faults(parse(readFileSync(GENERATED, 'utf8')))).toEqual([])
  })
})

function typesOf({ type, children }: Node): string[] {
  return [type, ...children.flatMap(typesOf)]
}
