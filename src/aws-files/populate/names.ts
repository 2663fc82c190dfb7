import type { AssignedAccount, Assignments } from '../../core/state/assignments.js'
import { RolecallError } from '../../core/errors.js'

/** How the profiles of assigned roles are named. */
export interface Naming {
  /** Such as `{account}-{role}`. */
  template: string
  /** Before the name. */
  prefix: string
}

/** The template for names of profiles that `populate` writes, by default. */
export const DEFAULT_TEMPLATE = '{account}-{role}'

/** What a template may contain. */
const PLACEHOLDERS = ['account', 'accountId', 'role', 'session'] as const

/** A role, and the names for its profile, the preferred one first. */
export interface NamedRole {
  account: AssignedAccount
  role: string
  names: string[]
}

/**
 * Names the profile of each role. A role whose name another one has too gets the number of its
 * account instead of the account's name.
 * @throws RolecallError 'usage' for a template with an unknown placeholder, or without any
 */
export function nameRoles(list: Assignments, { template, prefix }: Naming): NamedRole[] {
  checkTemplate(template)
  const named = (account: AssignedAccount, role: string, label: string): string => {
    const values: Readonly<Record<string, string>> = {
      account: label,
      accountId: account.id,
      role,
      session: list.session ?? '',
    }
    const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => portable(values[name] ?? ''))
    return portable(prefix + filled)
  }
  const roles = list.accounts.flatMap((account) =>
    account.roles.map((role) => ({
      ...{ account, role },
      byName: named(account, role, account.name ?? account.id),
      byNumber: named(account, role, account.id),
    })),
  )
  const counts = new Map<string, number>()
  for (const { byName } of roles) counts.set(byName, (counts.get(byName) ?? 0) + 1)
  return roles.map(({ account, role, byName, byNumber }) => ({
    ...{ account, role },
    names: counts.get(byName) === 1 ? [byName] : [byNumber],
  }))
}

function checkTemplate(template: string): void {
  const used = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name)
  const known: readonly string[] = PLACEHOLDERS
  const unknown = used.find((name) => !known.includes(name))
  const all = PLACEHOLDERS.map((name) => `{${name}}`).join(', ')
  if (unknown !== undefined) {
    throw new RolecallError('usage', `the template has an unknown placeholder {${unknown}}`, {
      hint: `a template may contain ${all}`,
    })
  }
  if (used.length > 0) return
  throw new RolecallError('usage', 'the template has no placeholder', {
    hint: `write it with ${all}, for example ${DEFAULT_TEMPLATE}`,
  })
}

/** The characters that every SDK accepts in the name of a profile; accents are dropped. */
function portable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\w.@/%-]+/g, '-')
    .replace(/^-+|-+$/g, '')
}
