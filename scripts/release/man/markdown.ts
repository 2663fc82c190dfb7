import { inline } from './inline.js'
import { entry, literal, paragraph, section, subsection } from './roff.js'

/**
 * A page of docs/ as the body of a man page: headings, paragraphs, lists, tables and code blocks.
 * The title of the page is left out.
 */
export function fromMarkdown(markdown: string): string {
  const [intro = [], ...blocks] = blocksOf(markdown).reduce<string[][]>(underHeadings, [[]])
  return [section('description'), ...intro, ...blocks.flat()].join('\n')
}

/** Starts a new list at each section, so that the text above the first one is apart. */
function underHeadings(lists: string[][], block: string): string[][] {
  const heading = /^(#+) (.*)$/.exec(block)
  if (heading?.[1] === '#') return lists
  if (heading?.[1] === '##') return [...lists, [section(heading[2] ?? '')]]
  const roff = heading ? subsection((heading[2] ?? '').replaceAll('`', '')) : blockToRoff(block)
  return [...lists.slice(0, -1), [...(lists.at(-1) ?? []), roff]]
}

/** Separated by empty lines, except in fenced code. */
function blocksOf(markdown: string): string[] {
  const fenced = /^```.*\n([^]*?)^```$/gm
  const shielded = markdown.replace(fenced, (_, code: string) => code.replace(/^/gm, '    '))
  return shielded
    .split(/\n\s*\n/)
    .map((block) => block.replace(/\s+$/, '').replace(/^\n+/, ''))
    .filter(Boolean)
}

function blockToRoff(block: string): string {
  const lines = block.split('\n')
  if (lines.every((line) => line.startsWith('    ')))
    return literal(lines.map((line) => line.slice(4)))
  if (lines[0]?.startsWith('|')) return tableToRoff(lines)
  const items = block.split(/^(?=(?:[-*]|\d+\.) )/m)
  if (items.length > 1 || /^(?:[-*]|\d+\.) /.test(block)) return items.map(itemToRoff).join('\n')
  return paragraph(inline(joined(block)))
}

function itemToRoff(item: string): string {
  const [, mark = '', text = ''] = /^([-*]|\d+\.) ([^]*)$/.exec(item) ?? [item, '', item]
  if (mark === '') return paragraph(inline(joined(text)))
  return `.IP "${mark.length === 1 ? '\\(bu' : mark}" 4\n${inline(joined(text))}`
}

/** Each row is an entry: its first cell is the term, and the others have the names of columns. */
function tableToRoff([head = '', , ...rows]: readonly string[]): string {
  const names = cellsOf(head)
  return rows
    .map((row) => {
      const [term = '', meaning = '', ...others] = cellsOf(row)
      const named = others.map((cell, i) => cell && `${names[i + 2]}: ${cell}`)
      return entry(inline(term), inline(meaning), ...named.map((text) => text && inline(text)))
    })
    .join('\n')
}

function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function joined(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}
