import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TempHome } from './home.js'

/** How the stand-in for `pass` fails: as the real one if the disk is full, or the key locked. */
export type PassFault = 'full' | 'locked' | 'garbled'

/** A stand-in for `pass` that fails when the test wants it to. */
export interface ScriptedPass {
  env: Readonly<Record<string, string>>
  /** Fails from the nth such call on, counted from now; `garbled` stores half of the text. */
  failFrom(operation: 'insert' | 'show' | 'rm', nth: number, fault: PassFault): Promise<void>
  recover(): Promise<void>
}

/** Puts a program named `pass` into the PATH. Its items are files in the clear. */
export async function scriptedPass(home: TempHome): Promise<ScriptedPass> {
  const folder = join(home.path, 'scripted-pass')
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  const program = await home.write('scripted-pass/bin/pass', SCRIPT.replaceAll('FOLDER', folder))
  await chmod(program, 0o755)
  return {
    env: { PATH: `${bin}:${home.env['PATH'] ?? ''}`, ROLECALL_STORE: 'pass' },
    async failFrom(operation, nth, fault) {
      for (const each of ['insert', 'show', 'rm', 'ls']) {
        await rm(join(folder, `count.${each}`), { force: true })
      }
      await writeFile(join(folder, 'fault'), `${operation} ${nth} ${fault}\n`)
    },
    recover: () => rm(join(folder, 'fault'), { force: true }),
  }
}

const SCRIPT = `#!/bin/sh
op=$1
for last; do :; done
item=FOLDER/items/$last
n=$(( $(cat FOLDER/count.$op 2>/dev/null || echo 0) + 1 ))
echo $n > FOLDER/count.$op
how=
if read -r failing from fault 2>/dev/null < FOLDER/fault; then
  if [ "$op" = "$failing" ] && [ $n -ge "$from" ]; then how=$fault; fi
fi 2>/dev/null
case $how in
  full) echo 'No space left on device' >&2; exit 1 ;;
  locked) echo 'gpg: decryption failed: No secret key' >&2; exit 2 ;;
esac
case $op in
  insert)
    mkdir -p "$(dirname "$item")"
    if [ "$how" = garbled ]; then head -c 20 > "$item"; else cat > "$item"; fi ;;
  show)
    if [ -f "$item" ]; then cat "$item"; else echo "Error: $last is not in the password store." >&2; exit 1; fi ;;
  rm)
    if [ -f "$item" ]; then rm "$item"; else echo "Error: $last is not in the password store." >&2; exit 1; fi ;;
esac
`
