import { canonicalJson, isObject } from '../json.js'

/** A statement of a policy, as IAM returns it. */
export type Statement = Readonly<Record<string, unknown>>

/** A policy document, of which rolecall changes the statements only. */
export interface PolicyDocument {
  Version?: string
  Statement: readonly Statement[]
  /** `Id`, and whatever else its author wrote. */
  [other: string]: unknown
}

/** Reads a document. @returns undefined if it is not a policy document */
export function parseDocument(text: string): PolicyDocument | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const statements = [value['Statement']].flat()
  return statements.every(isObject) ? { ...value, Statement: statements } : undefined
}

/** Whether two statements, documents or lists of them say the same. */
export const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

/** JSON in which a list of one equals its member, times have no form, and keys no case. */
export function normal(value: unknown): string {
  const simple = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.length === 1 ? simple(part[0]) : part.map(simple)
    if (!isObject(part)) return part
    return Object.fromEntries(
      Object.entries(part).map(([key, each]) => [key.toLowerCase(), simple(each)]),
    )
  }
  return canonicalJson(simple(value))
}
