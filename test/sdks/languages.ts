import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { awsCli2 } from '../support/aws-cli-2.js'
import { hasPythonModule, pathOf } from '../support/commands.js'

/** A program that prints who its profile is, through the SDK of one language. */
export interface Language {
  name: string
  /** Name and version of the SDK, undefined if the language or the SDK cannot be had. */
  sdk: string | undefined
  /** Words to which the number of calls and the pause between them are added. */
  command: readonly string[]
  env?: Readonly<Record<string, string>>
  /** One call is all that the program makes: it takes no number of calls. */
  callsOnce?: boolean
}

const SOURCES = import.meta.dirname
/** Programs and what they are built from, outside the repository and kept between two runs. */
const CACHE = join(tmpdir(), 'rolecall-sdks')
const CLI_WORDS = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']

/** The languages to test, by the word that SDKS names them with. */
const LANGUAGES = {
  cli: (): Language => ({
    name: 'AWS CLI 1',
    sdk: firstLine('aws', ['--version'])?.match(/^aws-cli\/1\.[\d.]+/)?.[0],
    command: [pathOf('aws') ?? '', ...CLI_WORDS],
    callsOnce: true,
  }),
  cli2: (): Language => {
    const cli = awsCli2()
    return {
      name: 'AWS CLI 2',
      sdk: cli && firstLine(cli.file, [...cli.args, '--version'], cli.env)?.split(' ')[0],
      // Debian's version does not read AWS_ENDPOINT_URL_STS.
      command: [
        'sh',
        '-c',
        'exec "$@" --endpoint-url "$AWS_ENDPOINT_URL_STS"',
        'sh',
        cli?.file ?? '',
        ...(cli?.args ?? []),
        ...CLI_WORDS,
      ],
      env: cli?.env ?? {},
      callsOnce: true,
    }
  },
  python: (): Language => ({
    name: 'Python (boto3)',
    sdk: hasPythonModule('boto3')
      ? firstLine('python3', ['-c', 'import boto3; print("boto3", boto3.__version__)'])
      : undefined,
    command: ['python3', join(SOURCES, 'python/whoami.py')],
  }),
  js: (): Language => ({
    name: 'JavaScript, default chain',
    sdk: javascriptSdk(),
    command: [process.execPath, join(SOURCES, 'node/whoami.cjs')],
  }),
  'js-ini': (): Language => ({
    name: 'JavaScript, `fromIni`',
    sdk: javascriptSdk(),
    command: [process.execPath, join(SOURCES, 'node/whoami.cjs'), 'fromIni'],
  }),
  go: (): Language => ({
    name: 'Go',
    sdk: built('go', 'go', ['build', '-mod=readonly', '-o', 'whoami', '.'])
      ? firstLine(
          'go',
          ['list', '-m', 'github.com/aws/aws-sdk-go-v2/config'],
          {},
          join(CACHE, 'go'),
        )?.replace(/.*\/(.*) v/, '$1 ')
      : undefined,
    command: [join(CACHE, 'go/whoami')],
  }),
  java: (): Language => ({
    name: 'Java',
    sdk:
      built('java', 'mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib']) &&
      built('java', 'javac', ['-cp', 'lib/*', '-d', 'classes', 'Whoami.java'])
        ? 'sdk 2.57.8'
        : undefined,
    command: [
      'java',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${join(CACHE, 'java/lib')}/*:${join(CACHE, 'java/classes')}`,
      'Whoami',
    ],
  }),
  rust: (): Language => ({
    name: 'Rust',
    sdk: built('rust', 'cargo', ['build', '--locked']) ? 'aws-config 1.13.0' : undefined,
    command: [join(CACHE, 'rust/target/debug/whoami')],
  }),
  ruby: (): Language => ({
    name: 'Ruby',
    sdk: firstLine('/usr/bin/ruby', [
      '-e',
      'require "aws-sdk-core"; puts "aws-sdk-core #{Aws::CORE_GEM_VERSION}"',
    ]),
    command: ['/usr/bin/ruby', join(SOURCES, 'ruby/whoami.rb')],
  }),
}

/**
 * Builds the programs of all languages, or of those in SDKS (`go,python`), and reports
 * progress on stderr. One whose SDK cannot be had is left out, with the reason.
 */
export function buildLanguages(): Language[] {
  const chosen = process.env['SDKS']?.split(',')
  return Object.entries(LANGUAGES)
    .filter(([word]) => chosen?.includes(word) ?? true)
    .map(([word, prepare]) => {
      const started = performance.now()
      const language = prepare()
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.error(`${word.padEnd(7)} ${language.sdk ?? 'not available'} (${seconds} s)`)
      return language
    })
    .filter(({ sdk }) => sdk !== undefined)
}

/** Copies the sources of a program to the cache and runs a build step there. */
function built(folder: string, file: string, args: readonly string[]): boolean {
  const target = join(CACHE, folder)
  mkdirSync(target, { recursive: true })
  cpSync(join(SOURCES, folder), target, { recursive: true, preserveTimestamps: true })
  const { status, stderr } = spawnSync(file, args, { cwd: target, encoding: 'utf8' })
  if (status !== 0) console.error(`${file} ${args.join(' ')}:\n${stderr}`)
  return status === 0
}

function javascriptSdk(): string | undefined {
  const file = join(SOURCES, '../../node_modules/@aws-sdk/client-sts/package.json')
  if (!existsSync(file)) return undefined
  return `client-sts ${firstLine(process.execPath, ['-p', `require(${JSON.stringify(file)}).version`])}`
}

function firstLine(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): string | undefined {
  const options = {
    env: { ...process.env, ...env },
    encoding: 'utf8' as const,
    ...(cwd ? { cwd } : {}),
  }
  const { status, stdout } = spawnSync(file, args, options)
  return status === 0 ? stdout.split('\n')[0] : undefined
}
