import { partitionOfRegion } from '../core/arn.js'
import { isoSeconds } from '../core/credentials.js'
import type { HistoryEntry } from '../history/entry.js'
import type { TrailEvent } from './event.js'

/** A search of CloudTrail: one region, one attribute, a time (docs/contracts.md §13). */
export interface LookUp {
  /** What it finds: the call itself, or the calls that were made with what it issued. */
  finds: 'call' | 'use'
  region: string
  key: 'AccessKeyId' | 'EventName' | 'Username'
  value: string
  /** ISO 8601. */
  start: string
  end: string
  /** Whether an event belongs to the entry: CloudTrail searches by one attribute only. */
  isWanted: (event: TrailEvent) => boolean
}

/** How far the clocks of this machine and of AWS may differ. */
const SLACK_MS = 5 * 60_000

/** CloudTrail's event history has 90 days. */
export const TRAIL_DAYS = 90

/**
 * The searches that belong to an entry. The call is in the region of the endpoint. What was done
 * with a session can be in any region; the likely ones are that of the endpoint, that of the
 * profile, and the one that has the events of IAM.
 * @param now milliseconds since 1970
 */
export function lookUpsFor(entry: HistoryEntry, now: number): LookUp[] {
  return [callOf(entry, now), ...usesOf(entry, now)]
}

function callOf(entry: HistoryEntry, now: number): LookUp {
  const at = Date.parse(entry.at)
  const { event, operation, region, accessKeyId } = entry
  const window = {
    start: isoSeconds(at - SLACK_MS),
    end: isoSeconds(Math.min(at + SLACK_MS, now + SLACK_MS)),
  }
  const isSame = (found: TrailEvent): boolean =>
    event !== 'issued' || accessKeyId === undefined
      ? isLike(entry, found)
      : found.issuedKeyId === accessKeyId
  const isWanted = (found: TrailEvent): boolean =>
    (found.error !== undefined) === (event === 'denied') && isSame(found)
  return { finds: 'call', region, key: 'EventName', value: operation, ...window, isWanted }
}

/**
 * Without a key in the answer: the same caller and role. The account of the role does not see the
 * caller's key.
 */
function isLike({ signedBy, role, sessionName }: HistoryEntry, found: TrailEvent): boolean {
  const isSameCaller = found.accessKeyId === undefined || found.accessKeyId === signedBy
  const isSameRole = found.roleArn === undefined || found.roleArn === role
  const isSameName = found.sessionName === undefined || found.sessionName === sessionName
  return isSameCaller && isSameRole && isSameName
}

function usesOf(entry: HistoryEntry, now: number): LookUp[] {
  const { event, accessKeyId, sessionArn, expires } = entry
  if (event !== 'issued') return []
  const ends = Date.parse(expires ?? '') || now
  const window = {
    start: isoSeconds(Date.parse(entry.at) - SLACK_MS),
    end: isoSeconds(Math.min(ends, now) + SLACK_MS),
  }
  const regions = regionsOf(entry)
  if (accessKeyId !== undefined) {
    return regions.map((region) => ({
      ...{ finds: 'use', region, key: 'AccessKeyId', value: accessKeyId, ...window },
      isWanted: () => true,
    }))
  }
  // The console signs in with keys of its own, so that only the name leads to them.
  const name = sessionArn?.split('/').at(-1)
  if (sessionArn === undefined || name === undefined) return []
  return regions.map((region) => ({
    ...{ finds: 'use', region, key: 'Username', value: name, ...window },
    isWanted: ({ callerArn }) => callerArn === sessionArn,
  }))
}

function regionsOf({ region, profileRegion }: HistoryEntry): string[] {
  const global = partitionOfRegion(region).defaultRegion
  return [...new Set([region, profileRegion, global])].filter((each) => each !== undefined)
}

/** The AWS CLI's command for a look-up. */
export function commandOf({ region, key, value, start, end }: LookUp): string[] {
  return [
    ...['aws', 'cloudtrail', 'lookup-events', '--region', region, '--lookup-attributes'],
    `AttributeKey=${key},AttributeValue=${value}`,
    ...['--start-time', start, '--end-time', end],
  ]
}
