import { RolecallError } from '../../core/errors.js'
import type { Tag } from '../../core/step.js'
import type { SourcedValue } from '../../plan/inputs/sourced-value.js'
import {
  atMost,
  checked,
  checkedDuration,
  checkedPolicy,
  checkedTags,
} from '../../plan/inputs/validate.js'
import { cliName, flagOf, type Fields, type Member } from './members.js'
import type { StsOperation } from './operation.js'
import { parseJson, parseShorthand, shorthandError } from './shorthand.js'

/** The params of an operation by the API's own names. */
export type StsParams = Readonly<Record<string, unknown>>

/**
 * Makes the params of an operation from its flags, checked against the limits of STS before the
 * user is prompted for anything.
 * @param values by the API's name of the member, with the contents of files
 * @throws RolecallError 'usage' that names the flag and the limit
 */
export function stsParams(
  operation: StsOperation,
  values: ReadonlyMap<string, readonly string[]>,
): StsParams {
  const missing = operation.members.filter(({ name, required }) => required && !values.has(name))
  if (missing.length > 0) {
    const flags = missing
      .map(flagOf)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' and ')
    throw new RolecallError('usage', `sts ${cliName(operation.api)} needs ${flags}`, {
      hint: `rolecall sts ${cliName(operation.api)} --help lists its options`,
    })
  }
  const given = operation.members.flatMap((member) => {
    const texts = values.get(member.name)
    return texts ? [[member.name, valueOf(member, texts)]] : []
  })
  return Object.fromEntries(given) as StsParams
}

function valueOf(member: Member, values: readonly string[]): unknown {
  const from = flagOf(member)
  const [value = ''] = values
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
      const texts = values.flatMap((each) => textsOf(each, from))
      atMost(member.max, texts, from, 'usage')
      return texts.map((text) => checked(member.shape, { ...one, value: text }))
    }
    case 'structure':
      return structureOf(parseJson(value, from) ?? parseShorthand(value, from), member.fields, from)
    case 'structures': {
      const structures = structuresOf(values, member.fields, from)
      atMost(member.max, structures, from, 'usage')
      return structures
    }
    case 'tags': {
      const tags = structuresOf(values, { Key: 'TagKey', Value: 'TagValue' }, from)
      return checkedTags({ value: tags as unknown as Tag[], from, code: 'usage' })
    }
  }
}

function structuresOf(values: readonly string[], fields: Fields, from: string) {
  return values
    .flatMap((value) => parseJson(value, from) ?? parseShorthand(value, from))
    .map((data) => structureOf(data, fields, from))
}

function checkedNumber({ min, max }: { min: number; max: number }, { value, from }: SourcedValue) {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= min && number <= max) return number
  throw new RolecallError('usage', `${from} must be a number from ${min} to ${max}`)
}

function textsOf(value: string, from: string): string[] {
  const json = parseJson(value, from)
  if (json === undefined) return [value]
  if (Array.isArray(json) && json.every((each) => typeof each === 'string')) return json
  throw new RolecallError('usage', `${from} takes one or more strings, or a JSON array of strings`)
}

/** The fields of a structure, each within its limits. None may be missing or unknown. */
function structureOf(data: unknown, fields: Fields, from: string): Record<string, string> {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>)
  const isKnown = entries.every(
    ([name, value]) => Object.hasOwn(fields, name) && typeof value === 'string',
  )
  if (!isKnown || entries.length !== Object.keys(fields).length) throw fieldsError(fields, from)
  return Object.fromEntries(
    Object.entries(fields).map(([name, shape]) => {
      const value = (data as Record<string, string>)[name] ?? ''
      return [name, checked(shape, { value, from: `${name} in ${from}`, code: 'usage' })]
    }),
  )
}

function fieldsError(fields: Fields, from: string): RolecallError {
  const names = Object.keys(fields)
  const { code, hint = '' } = shorthandError(from)
  const example = names.map((name) => `${name}=…`).join(',')
  return new RolecallError(code, `${from} takes ${names.join(' and ')}: ${example}`, { hint })
}
