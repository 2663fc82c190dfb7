import type { AwsFiles, AwsText } from './aws-files.js'
import { allSections, type Section } from './grammar.js'
import { propertiesOf, type Property } from './properties.js'
import { FILE_KINDS, type AwsFileKind } from './section-header.js'

/** A section of an AWS file with its properties, for messages that name a line. */
export interface PlacedSection {
  kind: AwsFileKind
  path: string
  section: Section
  properties: readonly Property[]
}

/** Every section of both files, and the lines of their offsets. Parsed once. */
export interface Layout {
  sections: readonly PlacedSection[]
  /** The line at an offset, which counts from 1. */
  lineAt: (kind: AwsFileKind, offset: number) => number
  /** The offset at which a line starts. */
  startOf: (kind: AwsFileKind, line: number) => number
}

/** A line of a file. */
export interface Place {
  path: string
  /** Counts from 1. */
  line: number
}

/** Finds out where everything is in both files. */
export function layoutOf(files: Pick<AwsFiles, AwsFileKind>): Layout {
  const starts = { config: lineStarts(files.config), credentials: lineStarts(files.credentials) }
  return {
    sections: FILE_KINDS.flatMap((kind) => {
      const { path, text } = files[kind]
      return allSections(text, kind).map((section) => {
        return { kind, path, section, properties: propertiesOf(text, section) }
      })
    }),
    lineAt: (kind, offset) => lineIn(starts[kind], offset),
    startOf: (kind, line) => starts[kind][line - 1] ?? 0,
  }
}

function lineStarts({ text }: AwsText): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Binary search, because a file may have 10,000 profiles. */
function lineIn(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}
