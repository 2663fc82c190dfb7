import ts from 'typescript'
import { expect, test } from 'vitest'
import { commentsOf, parse } from './comments.js'
import { CONSTANTS, FRAGMENTS, IDENTIFIERS, WORDS } from './given-up-words.js'
import { documents, filesBelow, type TextFile } from './markdown.js'

/* What given-up-words.ts lists does not come back, in pages, comments, messages and names. */

const pages = documents()
const sources = filesBelow('src', '.ts', '.mts')

interface Text {
  path: string
  line: number
  text: string
}

/** A page line by line would hide what wraps: a paragraph is one text. */
function paragraphsOf({ path, text }: TextFile): Text[] {
  let line = 1
  return text.split(/(\n\s*\n)/).map((part) => {
    const paragraph = { path, line, text: part }
    line += part.split('\n').length - 1
    return paragraph
  })
}

/** Comments, and the text of strings and templates. */
function proseOf(file: TextFile): Text[] {
  const source = parse(file)
  const texts = commentsOf(source).map(({ line, text }) => ({
    path: file.path,
    line,
    text: text.replace(/\n\s*(\*(?!\/)|\/\/)/g, ' '),
  }))
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    if (isText && !ts.isImportDeclaration(node.parent)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      texts.push({ path: file.path, line, text: node.text })
    }
    node.forEachChild(visit)
  }
  visit(source)
  return texts
}

/** A rule of style may quote what not to write: `not "look at X"`. */
const BAD_EXAMPLE = /\bnot "[^"\n]*"/g

const prose = [
  ...pages.flatMap(paragraphsOf).map((paragraph) => {
    if (paragraph.path !== 'CONTRIBUTING.md') return paragraph
    return { ...paragraph, text: paragraph.text.replace(BAD_EXAMPLE, '') }
  }),
  ...sources.flatMap(proseOf),
]

function placesOf(pattern: RegExp): string[] {
  return prose.flatMap(({ path, line, text }) =>
    [...text.replace(/\s+/g, ' ').matchAll(pattern)].map(([found]) => `${path}:${line} ${found}`),
  )
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

test('words that were given up do not come back', () => {
  expect(placesOf(new RegExp(String.raw`\b(${WORDS.join('|')})\b`, 'gi'))).toEqual([])
})

test('turns of phrase that were given up do not come back', () => {
  const patterns = FRAGMENTS.map((fragment) => {
    // `there is no profile` is English; `this is no profile` is not.
    const begin = fragment.startsWith('is no ') ? String.raw`(?<!there )\b` : String.raw`\b`
    // A fragment that ends in a letter ends there: `of yours` is not in `of yourself`.
    return begin + escaped(fragment) + (/\w$/.test(fragment) ? String.raw`\b` : '')
  })
  expect(placesOf(new RegExp(patterns.join('|'), 'gi'))).toEqual([])
})

test('names that were replaced are not used', () => {
  const found = sources.flatMap((file) => {
    const source = parse(file)
    const places: string[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && (IDENTIFIERS.test(node.text) || CONSTANTS.test(node.text))) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
        places.push(`${file.path}:${line} ${node.text}`)
      }
      node.forEachChild(visit)
    }
    visit(source)
    return places
  })
  expect(found).toEqual([])
})
