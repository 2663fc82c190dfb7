import { RolecallError } from '../../core/errors.js'
import type { Tag } from '../../core/plan.js'
import {
  atMost,
  checked,
  checkedDuration,
  checkedPolicy,
  checkedTags,
  type SourcedValue,
} from '../../plan/validate.js'
import { cliName, flagOf, type Fields, type Member } from './members.js'
import type { StsOperation } from './operation.js'
import { notUnderstood, parseJson, parseShorthand } from './shorthand.js'

/** An operation's input by the API's own names. */
export type StsInput = Readonly<Record<string, unknown>>

/**
 * What the flags of an operation say, checked against the limits of STS before anybody is asked.
 * @param words by the API's name of the member; what stood in files has been read already
 * @throws RolecallError 'usage' that names the flag and the limit
 */
export function stsInput(
  operation: StsOperation,
  words: ReadonlyMap<string, readonly string[]>,
): StsInput {
  const missing = operation.members.filter(({ name, required }) => required && !words.has(name))
  if (missing.length > 0) {
    const flags = missing
      .map(flagOf)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' and ')
    throw new RolecallError('usage', `sts ${cliName(operation.api)} needs ${flags}`, {
      hint: `rolecall sts ${cliName(operation.api)} --help says what they take`,
    })
  }
  const given = operation.members.flatMap((member) => {
    const values = words.get(member.name)
    return values ? [[member.name, valueOf(member, values)]] : []
  })
  return Object.fromEntries(given) as StsInput
}

function valueOf(member: Member, words: readonly string[]): unknown {
  const from = flagOf(member)
  const [value = ''] = words
  const one: SourcedValue = { value, from, code: 'usage' }
  switch (member.kind) {
    case 'text':
    case 'secret':
      return checked(member.shape, one)
    case 'policy':
      return checkedPolicy(one)
    case 'seconds':
      return checkedDuration(member.operation, one)
    case 'number':
      return checkedNumber(member, one)
    case 'texts': {
      const texts = words.flatMap((word) => textsOf(word, from))
      atMost(member.most, texts, from, 'usage')
      return texts.map((text) => checked(member.shape, { ...one, value: text }))
    }
    case 'structure':
      return structureOf(parseJson(value, from) ?? parseShorthand(value, from), member.fields, from)
    case 'structures': {
      const structures = structuresOf(words, member.fields, from)
      atMost(member.most, structures, from, 'usage')
      return structures
    }
    case 'tags': {
      const tags = structuresOf(words, { Key: 'TagKey', Value: 'TagValue' }, from)
      return checkedTags({ value: tags as unknown as Tag[], from, code: 'usage' })
    }
  }
}

function structuresOf(words: readonly string[], fields: Fields, from: string) {
  return words
    .flatMap((word) => parseJson(word, from) ?? parseShorthand(word, from))
    .map((data) => structureOf(data, fields, from))
}

function checkedNumber({ min, max }: { min: number; max: number }, { value, from }: SourcedValue) {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= min && number <= max) return number
  throw new RolecallError('usage', `${from} must be a number from ${min} to ${max}`)
}

function textsOf(word: string, from: string): string[] {
  const json = parseJson(word, from)
  if (json === undefined) return [word]
  if (Array.isArray(json) && json.every((each) => typeof each === 'string')) return json
  throw new RolecallError('usage', `${from} takes a JSON list of texts, or the texts themselves`)
}

/** Exactly the fields that the structure has, each within its limits. */
function structureOf(data: unknown, fields: Fields, from: string): Record<string, string> {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>)
  const known = entries.every(
    ([name, value]) => Object.hasOwn(fields, name) && typeof value === 'string',
  )
  if (!known || entries.length !== Object.keys(fields).length) throw unlike(fields, from)
  return Object.fromEntries(
    Object.entries(fields).map(([name, shape]) => {
      const value = (data as Record<string, string>)[name] ?? ''
      return [name, checked(shape, { value, from: `${name} in ${from}`, code: 'usage' })]
    }),
  )
}

function unlike(fields: Fields, from: string): RolecallError {
  const names = Object.keys(fields)
  const { code, hint = '' } = notUnderstood(from)
  const like = names.map((name) => `${name}=…`).join(',')
  return new RolecallError(code, `${from} takes ${names.join(' and ')}: ${like}`, { hint })
}
