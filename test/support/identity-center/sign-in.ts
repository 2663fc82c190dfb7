import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { runCommand } from '../run.js'
import { startScene, type Scene } from '../scene.js'
import { runInTerminal } from '../terminal.js'

/** Answers a sign-in page as a browser does, without one. */
export async function visit(url: string, allow = 'yes'): Promise<Response> {
  const page = await (await fetch(url)).text()
  const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name ?? '',
    value ?? '',
  ])
  const form = new URLSearchParams(fields.filter(([name]) => name !== 'allow'))
  form.set('allow', allow)
  const action = /action="([^"]*)"/.exec(page)?.[1] ?? ''
  return fetch(new URL(action, url), { method: 'POST', body: form })
}

/** Makes `browser` a program that notes the URLs which it is started with, for {@link opened}. */
export async function installBrowser({ home }: Pick<Scene, 'home'>): Promise<void> {
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> "$HOME/opened"\n`
  const browser = await home.write('.bin/browser', script)
  await runCommand('chmod', ['+x', browser])
}

/** A scene with that browser. @param config text of the config file, if it is not the usual one */
export async function startBrowserScene(config?: string): Promise<Scene> {
  const scene = await startScene()
  if (config !== undefined) await scene.configure(config)
  await installBrowser(scene)
  return scene
}

/** The URLs that the browser was started with. */
export async function opened({ home }: Pick<Scene, 'home'>): Promise<string[]> {
  const text = await readFile(join(home.path, 'opened'), 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

/** Runs a command at a terminal, and signs in on the page that opens. */
export async function signInWith(
  args: string[],
  scene: Pick<Scene, 'home'>,
  env: Record<string, string>,
  answer: (url: string) => Promise<unknown> = visit,
) {
  const before = (await opened(scene)).length
  const options = { env: { ...env, BROWSER: 'browser', NO_COLOR: '1' } }
  using terminal = runInTerminal('rolecall', args, options)
  const shown = async (): Promise<void> => expect(await opened(scene)).toHaveLength(before + 1)
  await vi.waitFor(shown, { timeout: 10_000 })
  const url = (await opened(scene)).at(-1) ?? ''
  const answered = answer(url).catch(() => undefined)
  const { code } = await terminal.exit
  await answered
  return { code, url, shown: terminal.transcript }
}
