import ts from 'typescript'
import { expect, test } from 'vitest'
import { commentsOf, parse } from './comments.js'
import { documents, filesBelow, type TextFile } from './markdown.js'

/*
 * The English that was removed from this project stays out: words and turns of phrase that read like a
 * translation, and names that were replaced by the terms of the field.
 */

/** Whole words, in prose, comments and messages. */
const WORDS = [
  'anew',
  'whoever',
  'nobody',
  'somebody',
  'told',
  'suits',
  'wish',
  'wishes',
  'besides',
  'mayAsk',
  'letterbox',
]

/** Fragments of sentences, in prose, comments and messages. White space counts as one blank. */
const FRAGMENTS = [
  // impersonal passives, and programs that speak
  'is said',
  'are said',
  'be said',
  'and says so',
  'what is said',
  'nothing is said of',
  'says all that already',
  'say on stderr',
  'does not tell',
  'no fault is told',
  'in plain words, with',
  "in a person's words",
  'in the clear',
  'by itself asks',
  'what would be asked',
  'asking is turned off',
  'made harmless',
  // standing, lying, going, taking
  'side file',
  'lies beside',
  'lies behind',
  'stands in for',
  'stand in for',
  'stand in the place',
  'stand-in',
  'in the place of the',
  'behind it',
  'behind the answer',
  'refresh behind',
  'goes on without',
  'going on without',
  'goes without names',
  'takes along',
  'take along',
  'take the credentials out',
  'takes the new one over',
  'takes it over',
  'what takes it over',
  'gave up after',
  'loses patience',
  'have its patience',
  'spares that',
  'leaves rolecall as a session',
  'left as it is',
  'the same again',
  // "no" for "not a"
  'is no profile',
  'is no command',
  'is no regular expression',
  'is no answer',
  'is no URL',
  'is no http',
  'is no time',
  'is no duration',
  'is no container',
  'is no ordinary file',
  'is no OpenID Connect provider',
  'no regular expression:',
  'this is no ',
  // "where" for "if", and other words from next door
  'where nothing works',
  'where nothing can',
  'where there is none',
  'where there is no ',
  'where there is nobody',
  'look at ',
  'looked at ',
  'for want of',
  'at the price of',
  'of ours',
  'of our own',
  'of yours',
  'as a person says',
  'as a person writes',
  'who decodes',
  'who declines',
  'who asks',
  'one call a step',
  'has a fault of its own',
  'and no more, as',
  'to the byte',
]

/** Names of the code that were replaced: functions, types and what is called after them. */
const IDENTIFIERS =
  /^(mayAsk|wishes|suits|circumstances|worldOf|keptKey|keptCode|\w*letterbox\w*|\w*sideFile\w*)$/i

/** Limits without a unit. Of these the case matters. */
const CONSTANTS = /^(MOST|PATIENCE)$/

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

const prose = [...pages.flatMap(paragraphsOf), ...sources.flatMap(proseOf)]

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

const COLUMNS = 100

test(`no line of a comment has more than ${COLUMNS} columns`, () => {
  const long = sources.flatMap((file) => {
    const lines = file.text.split('\n')
    return commentsOf(parse(file)).flatMap(({ line, text }) =>
      text
        .split('\n')
        .map((_, i) => line + i)
        .filter((number) => (lines[number - 1]?.length ?? 0) > COLUMNS)
        .map((number) => `${file.path}:${number}`),
    )
  })
  expect(long).toEqual([])
})
