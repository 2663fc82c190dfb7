import { runsTool } from '../../../aws-files/adopt/recognize-process-command.js'
import type { AwsFiles } from '../../../aws-files/aws-files.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { openVaults } from '../../../vaults/open.js'
import type { VaultLayout, VaultHost } from '../../../vaults/vault.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles } from '../../parse-options.js'
import type { FoundKey, Importer } from './importer.js'
import { textsServing } from './texts-serving.js'
import { keysInVaults, type VaultKeys } from './vault-keys.js'

/** The keys of a tool that keeps them through the library 99designs/keyring. */
export function vaultImporter(tool: string, layoutOf: (host: VaultHost) => VaultLayout): Importer {
  return {
    verb: 'copy',

    async find({ words, options }, context) {
      const layout = layoutOf(context.host)
      const named = [...new Set(namedProfiles([words], options))]
      const profiles = context.files().profileNames()
      const vaults = openVaults(
        layout,
        context.host,
        vaultOptions(layout, context),
        options.backend,
      )
      const search = { layout, named, profiles }
      const found = await keysInVaults(vaults, search).finally(() => {
        for (const vault of vaults) vault.close()
      })
      if (found.failures.length === 0) refuseUnknown(named, found, tool)
      return {
        keys: [...found.keys].map(([name, key]) => ({ profile: name, name, key, place: tool })),
        failures: found.failures,
        areNamed: true,
        nothing: `${tool} has no access keys in ${vaults.map(({ noun }) => noun).join(', or in ')}`,
      }
    },

    change: (files, { name }, served) => textsServing(files, served, { tool, name }),

    advice: (found, { host, files }) => [
      ...otherUsers(tool, found, files()),
      `${tool} still has its copies; to remove one there: ${layoutOf(host).removal.replace('NAME', shellWord(found[0]?.name ?? ''))}`,
    ],
  }
}

function vaultOptions({ tool, file }: VaultLayout, { host, mayPrompt }: CommandContext) {
  return {
    mayPrompt,
    async askPassphrase(folder: string): Promise<string> {
      const { askPassphraseOf } = await import('../../ui/passphrase.js')
      const hint = `set ${file.variable}, or run rolecall in a terminal`
      if (mayPrompt) return askPassphraseOf(host, `the files of ${tool} in ${folder}`, hint)
      throw new RolecallError('interaction', `the files of ${tool} need a passphrase`, { hint })
    },
  }
}

/** @throws RolecallError 'config' for a name that no vault has */
function refuseUnknown(named: readonly string[], { keys, known }: VaultKeys, tool: string): void {
  const unknown = named.find((name) => !keys.has(name))
  if (unknown === undefined) return
  throw new RolecallError('config', `${tool} has no access key ${unknown}`, {
    hint: `rolecall import --from ${tool} --dry-run shows those that it has`,
    misspelt: { name: unknown, known },
  })
}

/** Profiles that get their credentials from the tool, and have no key of their own there. */
function otherUsers(tool: string, found: readonly FoundKey[], files: AwsFiles): string[] {
  const users = files
    .profileNames()
    .filter((name) => !found.some(({ profile }) => profile === name))
    .filter((name) => runsTool(files.profile(name)?.get('credential_process')?.value ?? '', tool))
  return users.length === 0
    ? []
    : [`credential_process still runs ${tool} for: ${users.join(', ')}`]
}
