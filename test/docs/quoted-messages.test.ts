import ts from 'typescript'
import { expect, test } from 'vitest'
import { parse } from './comments.js'
import { fileAt, filesBelow, headingsOf, quoted } from './markdown.js'

/*
 * Messages that docs/troubleshooting.md quotes are those of the program. A `…` in a quotation is
 * any text, and the sources may join two parts by `, and`.
 */

const { text } = fileAt('docs/troubleshooting.md')

/** Quotations of other programs. */
const FOREIGN = [
  'You must specify a region',
  'Could not load credentials from any providers',
  'Unknown command: unset',
  'not authorized to perform: sts:AssumeRole',
]

/** Every text in the sources: the templates in their parts. */
const texts = filesBelow('src', '.ts').flatMap((file) => {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    if (isText) found.push(node.text)
    node.forEachChild(visit)
  }
  visit(parse(file))
  return found
})

/** Quotations in headings, and messages in backquotes: several words without a flag or a path. */
const quotations = [
  ...headingsOf(text).flatMap(({ title }) =>
    [...title.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words),
  ),
  ...quoted(text.replace(/^ {4}.*$/gm, '')).filter((words) => /^(the|there|an?) [a-z]/.test(words)),
]

test('quoted messages are in the sources', () => {
  const parts = quotations.flatMap((words) => words.split(/\s*…\s*|, and /)).filter(Boolean)
  const unknown = parts.filter(
    (part) => !FOREIGN.includes(part) && !texts.some((each) => each.includes(part)),
  )
  expect(unknown).toEqual([])
})
