import type { Plan } from '../../core/plan.js'
import { shellWord } from '../../core/shell-word.js'
import { planFlags, type ContextOptions } from '../parse-options.js'

type Named = Pick<Plan, 'named' | 'profile'>

/** The arguments of a `rolecall login` that makes the same plan in another process. */
export function loginArgs(plan: Named, options: ContextOptions): string[] {
  const name = nameFor(plan, options)
  // The profile is given as a flag: as an argument, the name `-x` would be read as an option.
  return [...(name === undefined ? [] : [`--profile=${name}`]), ...planFlags(options)]
}

/** The same as a command that the user can paste: `rolecall login dev --duration 2h`. */
export function loginCommand(plan: Named, options: ContextOptions): string {
  const name = nameFor(plan, options)
  const argument = name?.startsWith('-') ? `--profile=${name}` : name
  const words = planFlags(options).flatMap((flag) => {
    const [, left, value] = /^(--[\w-]+)=([^-].*)$/s.exec(flag) ?? []
    return left === undefined || value === undefined ? [flag] : [left, value]
  })
  return ['rolecall', 'login', ...(argument === undefined ? [] : [argument]), ...words]
    .map(shellWord)
    .join(' ')
}

/** With `--role-arn` and no name, the plan's profile is that ARN, which the flags contain. */
function nameFor({ named, profile }: Named, { roleArn }: ContextOptions): string | undefined {
  return named ?? (roleArn === undefined ? profile : undefined)
}
