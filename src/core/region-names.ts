import { nearest } from './did-you-mean.js'
import { REGIONS } from './regions.js'

/** Areas that a short form names by their first letter alone: `ue1`, `aps1` or `as1`. */
const ONE_LETTER_AREAS: readonly string[] = ['us', 'eu', 'ap', 'ca', 'me', 'sa', 'il']

/** A region that no partition has, for an error of a call there. */
export interface UnknownRegion {
  /** `use2 is not a region that rolecall knows`. */
  problem: string
  /** Where it is written, and what to write instead. */
  hint: string
}

/**
 * Says what is wrong with the region of a call that failed.
 * @param from what names it: `--region`, `AWS_REGION`, `region of profile dev in PATH`
 * @returns undefined for a region that rolecall knows, and for a global one such as aws-global
 */
export function unknownRegion(region: string, from: string | undefined): UnknownRegion | undefined {
  const guess = guessFor(region)
  if (guess === undefined) return undefined
  const { name, isCertain } = guess
  const problem = `${region} is not a region that rolecall knows`
  const place = from ?? 'the region'
  if (name === undefined) return { problem, hint: `change ${place}: a region looks like eu-west-1` }
  const flag = `--region ${name}`
  const isFlag = from === undefined || from === '--region'
  const change = isFlag ? `write ${flag}` : `change ${place} to ${name}, or add ${flag}`
  return { problem, hint: isCertain ? change : `did you mean ${name}? Then ${change}` }
}

/**
 * A note about a region that no partition has. It is only a note, because AWS adds regions.
 * @param region as a flag, a variable or a profile names it
 * @returns undefined for a region that rolecall knows, and for a global one such as aws-global
 */
export function unknownRegionNote(region: string): string | undefined {
  const guess = guessFor(region)
  if (guess === undefined) return undefined
  const { name, isCertain } = guess
  const problem = `${region} is not a region that rolecall knows`
  if (name === undefined) return `${problem}: check its name`
  return isCertain ? `${problem}: write ${name}` : `${problem}: did you mean ${name}?`
}

/** The region that was probably meant; `isCertain` for a short form of another tool. */
function guessFor(region: string): { name?: string; isCertain: boolean } | undefined {
  const usual = region.replace(/^fips-|-fips$/g, '')
  if (REGIONS.includes(usual) || usual.endsWith('-global')) return undefined
  const meant = REGIONS.find((each) => shortForms(each).includes(region.toLowerCase()))
  if (meant !== undefined) return { name: meant, isCertain: true }
  const [name] = nearest(region, REGIONS)
  return name === undefined ? { isCertain: false } : { name, isCertain: false }
}

/** The short forms of granted: `us-east-1` is `ue1`, `use1`, `ue` or `use`. */
function shortForms(region: string): string[] {
  const parts = region.split('-')
  const [number = '', direction = ''] = parts.toReversed()
  const area = parts.slice(0, -2)
  const [first = ''] = area
  const areas = area.length > 1 ? [area.map((part) => part.charAt(0)).join('')] : [first]
  if (ONE_LETTER_AREAS.includes(area.join('-'))) areas.push(first.charAt(0))
  const initials = /^(north|south)?(east|west|central)?$/.exec(direction)?.slice(1) ?? []
  const letters = initials.map((word) => (word ? word.charAt(0) : '')).join('')
  return areas.flatMap((short) => {
    const form = short + letters
    return number === '1' ? [form + number, form] : [form + number]
  })
}
