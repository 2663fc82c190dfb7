import { COMMAND_GROUPS, COMMANDS } from '../../../src/cli/commands.js'
import { HELP_OPTION } from '../../../src/cli/option-specs.js'
import { commandPage, optionEntry } from './command-page.js'
import { fromMarkdown } from './markdown.js'
import {
  bold,
  entry,
  escaped,
  italic,
  literal,
  paragraph,
  section,
  subsection,
  title,
} from './roff.js'

export interface ManPage {
  /** `man1/rolecall.1` */
  path: string
  roff: string
}

interface Release {
  version: string
  description: string
  /** ISO 8601. */
  day: string
}

/**
 * Every man page: rolecall(1), one for each command, and rolecall-config(5).
 * @param configuration the text of docs/configuration.md
 */
export function manPages(release: Release, configuration: string): ManPage[] {
  const page = (name: string, number: number, body: string): ManPage => ({
    path: `man${number}/${name}.${number}`,
    // A heading begins a paragraph itself.
    roff: `${title({ ...release, name, section: number })}\n${body}\n`.replace(
      /^(\.S[HS] .*\n)\.PP\n/gm,
      '$1',
    ),
  })
  return [
    page('rolecall', 1, overview(release)),
    ...COMMANDS.map((spec) => page(`rolecall-${spec.name}`, 1, commandPage(spec))),
    page('rolecall-config', 5, `${configName()}\n${fromMarkdown(configuration)}`),
  ]
}

function configName(): string {
  return `${section('name')}\nrolecall\\-config \\- keys, settings, variables and files of rolecall`
}

function overview({ description }: Release): string {
  return [
    section('name'),
    'rolecall \\- short\\-lived AWS credentials for shells, SDKs and commands',
    section('synopsis'),
    `${bold('rolecall')} ${italic('command')} ${italic('[options]')}`,
    section('description'),
    paragraph(escaped(description)),
    paragraph(`Each command has a page of its own, such as ${bold('rolecall-exec')}(1).`),
    section('options'),
    optionEntry(HELP_OPTION),
    optionEntry({ syntax: '-v, --version', description: 'print the version' }),
    section('commands'),
    ...COMMAND_GROUPS.flatMap(({ heading, commands }) => [
      subsection(heading.replace(/:$/, '')),
      ...commands.map(({ spec }) =>
        entry(`${bold(`rolecall-${spec.name}`)}(1)`, escaped(spec.summary)),
      ),
    ]),
    section('examples'),
    literal([
      'rolecall list',
      'eval "$(rolecall env PROFILE)"',
      'rolecall exec PROFILE -- COMMAND',
    ]),
    section('exit status'),
    paragraph(`${bold('rolecall-config')}(5) lists the exit statuses, under EXIT STATUS.`),
    section('see also'),
    `${bold('rolecall-config')}(5), ${bold('aws')}(1)`,
  ].join('\n')
}
