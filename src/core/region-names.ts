import { nearest } from './did-you-mean.js'
import { REGIONS } from './regions.js'

/** Areas whose first letter alone stands for them in a short form: `ue1`, `aps1` or `as1`. */
const ONE_LETTER_AREAS: readonly string[] = ['us', 'eu', 'ap', 'ca', 'me', 'sa', 'il']

/**
 * A note about a region that no partition has. It is only a note, because AWS adds regions.
 * @param region as a flag, a variable or a profile names it
 * @returns undefined for a region that rolecall knows, and for a global one such as aws-global
 */
export function unknownRegionNote(region: string): string | undefined {
  const usual = region.replace(/^fips-|-fips$/g, '')
  if (REGIONS.includes(usual) || usual.endsWith('-global')) return undefined
  const [meant] = [...REGIONS.filter((each) => shortForms(each).includes(region.toLowerCase()))]
  const [guess] = meant === undefined ? nearest(region, REGIONS) : [meant]
  const problem = `${region} is not a region that rolecall knows`
  if (guess === undefined) return `${problem}: check its name`
  return meant === undefined ? `${problem}: did you mean ${guess}?` : `${problem}: write ${guess}`
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
