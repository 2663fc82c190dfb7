import { isObject } from '../core/json.js'

/**
 * What happened: AWS issued credentials or refused a call, `rolecall revoke` ended sessions or
 * deactivated a key, or its `--undo` restored them.
 */
export type HistoryEvent = 'issued' | 'denied' | 'revoked' | 'restored'

const EVENTS: ReadonlySet<unknown> = new Set<HistoryEvent>([
  'issued',
  'denied',
  'revoked',
  'restored',
])

/**
 * One line of the journal. It has no secret: no secret access key, no token, no code, and no
 * message of AWS, which could quote one.
 */
export interface HistoryEntry {
  /** ISO 8601, UTC, whole seconds, by the local clock. */
  at: string
  /** Ten hex digits, for `rolecall history ID`. */
  id: string
  event: HistoryEvent
  /** What was requested: a profile name or a role ARN; empty for an unsigned call without one. */
  profile: string
  /** The profile that the step belongs to, if it is not the requested one. */
  stepProfile?: string
  /** Twelve digits: where the role or the user is. */
  account?: string
  /** ARN of the role; only its name if that is all that is known. */
  role?: string
  /** The rolecall command: `exec`, `process`, `console`. */
  command: string
  /** True for a refresh in the background. */
  background?: true
  /** The call to AWS: `AssumeRole`. */
  operation: string
  /** The region in which CloudTrail has the event of the call. */
  region: string
  /** The region that the credentials are for, if it is not that of the call. */
  profileRegion?: string
  /** Access key ID of what was issued; of a revoked key, its own. */
  accessKeyId?: string
  /** Access key ID of what signed the call. */
  signedBy?: string
  /** ARN of who revoked or restored. */
  callerArn?: string
  sessionArn?: string
  sessionName?: string
  sourceIdentity?: string
  /** Serial number of the MFA device whose code was sent. */
  mfaSerial?: string
  /** ISO 8601: when what was issued expires. */
  expires?: string
  /** ISO 8601: sessions that were issued before are revoked, or live again. */
  before?: string
  /** The command that takes a revocation back. */
  undo?: string
  /** Error code of AWS, of a refusal. */
  error?: string
  /** The program that started rolecall, by its title, which it chooses itself. */
  program?: string
  /** Its process ID. */
  pid?: number
  /** True if values were cut, so that the line stays short. */
  cut?: true
}

/** In the order of the line: what `history` filters by comes first, and `at` begins it. */
const FIELDS: readonly (keyof HistoryEntry)[] = [
  'at',
  'id',
  'event',
  'profile',
  'stepProfile',
  'account',
  'role',
  'command',
  'background',
  'operation',
  'region',
  'profileRegion',
  'accessKeyId',
  'signedBy',
  'callerArn',
  'sessionArn',
  'sessionName',
  'sourceIdentity',
  'mfaSerial',
  'expires',
  'before',
  'undo',
  'error',
  'program',
  'pid',
  'cut',
]

/** How every line begins. No value can contain it, because JSON escapes quotation marks. */
export const LINE_START = '{"at":"'

/** Linux writes as much to a pipe in one piece (PIPE_BUF). */
const MAX_LINE_BYTES = 4096

/** Lengths to which values are cut, one after the other, until the line is short enough. */
const VALUE_LIMITS = [Infinity, 640, 160, 20]

/** An entry in which a value that is not known may also be undefined. */
type Unwritten = { [Name in keyof HistoryEntry]: HistoryEntry[Name] | undefined }

/** The line of an entry: ASCII, with its newline, at most 4096 bytes. */
export function lineOf(entry: Unwritten): string {
  let line = ''
  for (const limit of VALUE_LIMITS) {
    line = `${asciiJson(ordered(entry, limit))}\n`
    if (line.length <= MAX_LINE_BYTES) break
  }
  return line
}

function ordered(entry: Unwritten, limit: number): object {
  const fields = FIELDS.flatMap((name) => {
    const value = entry[name]
    if (value === undefined) return []
    return [[name, typeof value === 'string' ? value.slice(0, limit) : value] as const]
  })
  const isCut = fields.some(([name, value]) => value !== entry[name])
  return { ...Object.fromEntries(fields), ...(isCut ? { cut: true } : {}) }
}

/** A value as a line contains it, without the quotation marks around it. */
export function inJson(value: string): string {
  return asciiJson(value).slice(1, -1)
}

/** One byte a character, so that a line is found and cut by its length in characters. */
function asciiJson(value: object | string): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** @returns undefined if the line is not a complete entry */
export function entryOf(line: string): HistoryEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) && isEntry(value) ? value : undefined
  } catch {
    return undefined
  }
}

const REQUIRED = ['at', 'id', 'profile', 'command', 'operation', 'region'] as const

function isEntry(value: Record<string, unknown>): value is Record<string, unknown> & HistoryEntry {
  const hasAll = REQUIRED.every((name) => typeof value[name] === 'string')
  const isKnown = EVENTS.has(value['event'])
  return (
    hasAll &&
    isKnown &&
    TEXT_FIELDS.every((name) => isText(value[name])) &&
    !Number.isNaN(Date.parse(String(value['at'])))
  )
}

const OTHER_FIELDS: ReadonlySet<string> = new Set(['background', 'pid', 'cut'])
const TEXT_FIELDS = FIELDS.filter((name) => !OTHER_FIELDS.has(name))

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'
