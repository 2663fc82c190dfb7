import type { Plan } from '../../../core/plan.js'
import { parseSettings } from '../../../settings/settings.js'
import type { Container } from '../../../system/desktop/console-browser.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import type { Host } from '../../../system/host.js'

/** Colours of Firefox's containers, without red, which marks production. */
const COLORS = ['blue', 'turquoise', 'green', 'yellow', 'orange', 'pink', 'purple'] as const

/**
 * The container of a profile. Its name and its colour are always the same: red if the settings
 * count the profile as production, else chosen by the letters of its name.
 */
export function containerFor({ profile, steps }: Plan, { paths }: Pick<Host, 'paths'>): Container {
  const { production } = parseSettings(readTextIfPresent(paths.settings))
  const roles = steps.flatMap(({ input }) => ('RoleArn' in input ? (input.RoleArn ?? []) : []))
  if ([profile, ...roles].some((text) => production.test(text)))
    return { name: profile, color: 'red' }
  const sum = [...profile].reduce((all, letter) => all + (letter.codePointAt(0) ?? 0), 0)
  return { name: profile, color: COLORS[sum % COLORS.length] ?? 'blue' }
}
