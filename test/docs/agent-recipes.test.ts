import { DOMParser } from '@xmldom/xmldom'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { agentInEnvironment, agentOfProgram } from '../../src/core/agents/known-agents.js'
import { isInstalled } from '../support/commands.js'
import { run, runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'

/** Blocks that people copy from the pages about agents, services, containers and clusters. */
const PAGES = ['agents', 'serve', 'kubernetes', 'containers', 'scoped-sessions']

interface Block {
  page: string
  language: string
  text: string
}

const blocks = (
  await Promise.all(
    PAGES.map(async (page): Promise<Block[]> => {
      const text = await readFile(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')
      return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
        ([, language = '', body = '']) => ({
          ...{ page, language, text: body },
        }),
      )
    }),
  )
).flat()
const of = (...languages: string[]): Block[] =>
  blocks.filter(({ language }) => languages.includes(language))

describe('blocks to copy', () => {
  test.each(of('json'))('JSON of $page: $text', ({ text }) => {
    expect(JSON.parse(text)).toEqual(expect.any(Object))
  })

  test.each(of('yaml'))('YAML of $page: $text', ({ text }) => {
    expect(parse(text)).toEqual(expect.any(Object))
  })

  test.skipIf(!isInstalled('python3')).each(of('toml'))(
    'TOML of $page: $text',
    async ({ text }) => {
      const program = 'import json, sys, tomllib; print(json.dumps(tomllib.load(sys.stdin.buffer)))'
      const parsed = await runCommand('python3', ['-c', program], { stdin: text })
      expect(parsed).toMatchObject({ code: 0, stderr: '' })
      expect(parsed.stdout).toContain('"dev-agent"')
    },
  )

  test.each(of('sh'))('shell of $page: $text', async ({ text }) => {
    expect(await runCommand('sh', ['-n'], { stdin: text })).toMatchObject({ code: 0, stderr: '' })
  })

  test.each(of('xml'))('XML of $page', ({ text }) => {
    const onError = (level: string, message: unknown): never => {
      throw new Error(`${level}: ${String(message)}`)
    }
    const { documentElement } = new DOMParser({ onError }).parseFromString(text, 'text/xml')
    expect(documentElement?.tagName).toBe('plist')
  })
})

test('the page of agents has a block for each that it names, and each uses the limited profile', () => {
  const page = of('json', 'toml', 'ini', 'sh').filter(({ page: name }) => name === 'agents')
  const servers = page
    .filter(({ language }) => language === 'json')
    .flatMap(({ text }) => {
      const { mcpServers, servers: list } = JSON.parse(text) as Record<string, object | undefined>
      return Object.values(mcpServers ?? list ?? {}) as { command: string; args: string[] }[]
    })
  expect(servers.map(({ command, args }) => [command, args[0]?.replace(/@.*/, '')])).toEqual([
    ['uvx', 'mcp-proxy-for-aws-cli'],
    ['uvx', 'awslabs.aws-api-mcp-server'],
    ['uvx', 'awslabs.aws-api-mcp-server'],
  ])
  // rolecall sees these programs above itself.
  for (const { args } of servers) {
    const program = args[0]?.replace(/@.*/, '') ?? ''
    expect(agentOfProgram(['python', `/x/bin/${program}`])).toBe('aws-mcp')
  }
  for (const { text } of page.filter((block) => block.language === 'json')) {
    expect(text).toContain('"dev-agent"')
  }
  for (const [, agent = ''] of page.map(({ text }) => /AI_AGENT\W+(\w+)/.exec(text) ?? [])) {
    if (agent) expect(agentInEnvironment({ AI_AGENT: agent })).toBe(agent)
  }
})

test('the profile of the page is limited, whoever asks', async () => {
  const [block] = of('ini').filter(({ text }) => text.includes('[profile dev-agent]'))
  await using scene = await startScene(block?.text)
  const explained = await run(['explain', 'dev-agent'], { env: scene.env })
  expect(explained.stdout).toContain('limited to: read-only')
})
