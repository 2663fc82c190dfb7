import { createHash } from 'node:crypto'
import { label, licenceTexts, type Component } from './component.js'

const INTRODUCTION = `rolecall contains or is installed with the packages below, each under the licence of its
authors. rolecall itself is under the MIT licence (LICENSE). Each text is printed once.`

/** What cargo does not list. */
const LINKED_LIBRARIES = `The launcher also contains parts of Rust's standard library, MIT OR Apache-2.0
(https://github.com/rust-lang/rust/blob/main/COPYRIGHT), and of a C library. On Linux on x64 that
is musl, MIT, Copyright © 2005-2020 Rich Felker, et al.
(https://git.musl-libc.org/cgit/musl/tree/COPYRIGHT), with the permission notice below. On Linux on arm64, and on x64 if it was built
without musl, it is the GNU C Library, LGPL-2.1-or-later (https://www.gnu.org/software/libc/).
"npm run launcher" in rolecall's sources links the launcher with another version of each.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

const RULE = '='.repeat(80)

/** THIRD-PARTY-NOTICES: every component with its licence, and then the texts. */
export function notices(components: readonly Component[]): string {
  const owners = new Map<string, { text: string; labels: string[] }>()
  for (const component of components) {
    for (const text of licenceTexts(component, components)) {
      const key = createHash('sha256').update(text.replace(/\s+/g, ' ')).digest('hex')
      const known = owners.get(key)
      if (known) known.labels.push(label(component))
      else owners.set(key, { text, labels: [label(component)] })
    }
  }
  const list = components.map((component) => `${label(component)}: ${component.licence}`)
  const texts = [...owners.values()].map(
    ({ text, labels }) => `${RULE}\n${labels.join('\n')}\n${RULE}\n\n${text}`,
  )
  const hasCrates = components.some(({ ecosystem }) => ecosystem === 'cargo')
  const introduction = hasCrates ? `${INTRODUCTION}\n\n${LINKED_LIBRARIES}` : INTRODUCTION
  return `${[introduction, list.join('\n'), ...texts].join('\n\n')}\n`
}
