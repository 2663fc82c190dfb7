import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

export interface TextFile {
  /** Relative to the project, with slashes. */
  path: string
  text: string
}

/** The files below a folder of the project whose names end so, in a stable order. */
export function filesBelow(folder: string, ...endings: string[]): TextFile[] {
  const root = join(PROJECT, folder)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => fileAt(path))
}

export function fileAt(path: string): TextFile {
  return { path, text: readFileSync(join(PROJECT, path), 'utf8') }
}

/** Matches in a file, each with its groups and its place, `PATH:LINE TEXT`. */
export function find(
  { path, text }: TextFile,
  pattern: RegExp,
): { groups: string[]; place: string }[] {
  return [...text.matchAll(pattern)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length
    const found = match[0].replace(/\s+/g, ' ')
    return {
      groups: [...match].map((group) => group ?? ''),
      place: `${path}:${line} ${found}`,
    }
  })
}

/** Markdown that people read first; the changelog is history. */
export function documents(): TextFile[] {
  const names = readdirSync(PROJECT).filter((name) => /^[A-Z]+\.md$/.test(name))
  const current = names.filter((name) => name !== 'CHANGELOG.md').map(fileAt)
  return [...current, ...filesBelow('docs', '.md')]
}

export interface Heading {
  level: number
  title: string
  /** As GitHub makes it of the title. */
  anchor: string
}

/** The headings outside of fenced code. */
export function headingsOf(text: string): Heading[] {
  const seen = new Map<string, number>()
  return [...withoutFences(text).matchAll(/^(#{1,6}) (.+)$/gm)].map(
    ([, marks = '', title = '']) => {
      const slug = title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-')
      const count = seen.get(slug) ?? 0
      seen.set(slug, count + 1)
      return { level: marks.length, title, anchor: count === 0 ? slug : `${slug}-${count}` }
    },
  )
}

/** The same text with fenced blocks blanked out, line by line. */
function withoutFences(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''))
}

/** Without indented blocks and code in a line as well: what looks like a link there is none. */
export function withoutCode(text: string): string {
  return withoutFences(text)
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`/g, '')
}

/** What is between a heading and the next one of its level or above. */
export function sectionOf(text: string, title: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === title)
  if (start < 0) throw new Error(`no heading "${title}"`)
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1
  const next = lines.findIndex((line, i) => i > start && new RegExp(`^#{1,${level}} `).test(line))
  return lines.slice(start + 1, next < 0 ? lines.length : next).join('\n')
}

/** Rows of every table in a text, without headers; a cell per column. */
export function tableRows(text: string): string[][] {
  const rows = text
    .split('\n')
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.startsWith('|'))
  const rules = new Set(
    rows.filter(({ line }) => /^[|\s:-]+$/.test(line)).map(({ index }) => index),
  )
  return rows
    .filter(({ index }) => !rules.has(index) && !rules.has(index + 1))
    .map(({ line }) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

/** The names in backquotes of a cell. */
export function quoted(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}
