import ts from 'typescript'
import type { TextFile } from './markdown.js'

export interface Comment {
  /** From 1. */
  line: number
  text: string
}

const parsed = new Map<string, ts.SourceFile>()

/** The syntax tree of a source file; of each file there is one. */
export function parse({ path, text }: TextFile): ts.SourceFile {
  const known = parsed.get(path)
  if (known) return known
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  parsed.set(path, source)
  return source
}

/** Every comment of a source file, in the order of the text. */
export function commentsOf(source: ts.SourceFile): Comment[] {
  const { text } = source
  const ranges = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node): void => {
    // White space inside of these is theirs: a `//` in them is no comment.
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return
    for (const range of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ]) {
      ranges.set(range.pos, range)
    }
    node.getChildren(source).forEach(visit)
  }
  visit(source)
  return [...ranges.values()]
    .sort((one, other) => one.pos - other.pos)
    .map(({ pos, end }) => ({
      line: source.getLineAndCharacterOfPosition(pos).line + 1,
      text: text.slice(pos, end),
    }))
}
