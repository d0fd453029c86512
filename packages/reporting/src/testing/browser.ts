/** A headless Chromium over its DevTools pipe: no package needed, no port opened. For tests only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome', 'msedge'];

/** Path of an installed Chromium, from CHROMIUM or the search path; undefined where there is none. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM;
  if (given !== undefined && existsSync(given)) return given;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name + suffix)))
    .find((path) => existsSync(path));
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export interface PageVisit {
  /** What the expression gave, as JSON. */
  readonly value: unknown;
  /** Errors and messages of console and log, and exceptions. */
  readonly console: readonly string[];
  /** Everything that was asked for beside the page itself and data: addresses. */
  readonly requests: readonly string[];
}

const TIMEOUT = 45_000;

export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #next = 1;
  #session: string | undefined;

  private constructor(path: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'allclear-browser-'));
    this.#process = spawn(
      path,
      [
        '--headless=new',
        '--remote-debugging-pipe',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        // Only pages that the tests wrote are opened; containers often allow no sandbox and little shared memory.
        '--no-sandbox',
        '--disable-dev-shm-usage',
        `--user-data-dir=${this.#profile}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const gone = (reason: string) => {
      for (const [id, answer] of this.#waiting) answer({ id, error: { message: reason } });
    };
    this.#process.once('error', (error) => gone(error.message));
    this.#process.once('exit', (code) => gone(`the browser ended with code ${code}`));
    let buffer = '';
    this.#process.stdio[4]?.on('data', (chunk: Buffer) => {
      buffer += chunk.toString('utf8');
      for (let end = buffer.indexOf('\0'); end >= 0; end = buffer.indexOf('\0')) {
        this.#receive(JSON.parse(buffer.slice(0, end)));
        buffer = buffer.slice(end + 1);
      }
    });
  }

  static async start(path: string): Promise<Browser> {
    const browser = new Browser(path);
    const created = await browser.#send('Target.createTarget', { url: 'about:blank' });
    const attached = await browser.#send('Target.attachToTarget', { targetId: created.targetId, flatten: true });
    browser.#session = String(attached.sessionId);
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await browser.#send(`${domain}.enable`);
    return browser;
  }

  /** Opens the address, lets the page settle, and evaluates the expression in it. */
  async visit(address: string, expression: string): Promise<PageVisit> {
    const messages: string[] = [];
    const requests: string[] = [];
    let loaded = () => {};
    const load = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    const listen = ({ method, params = {} }: Message) => {
      if (method === 'Page.loadEventFired') loaded();
      if (
        method === 'Log.entryAdded' ||
        method === 'Runtime.consoleAPICalled' ||
        method === 'Runtime.exceptionThrown'
      ) {
        messages.push(JSON.stringify(params));
      }
      if (method === 'Network.requestWillBeSent') {
        const request = params.request;
        const url = typeof request === 'object' && request !== null && 'url' in request ? String(request.url) : '?';
        if (url !== address && !url.startsWith('data:')) requests.push(url);
      }
    };
    this.#listeners.add(listen);
    await this.#send('Page.navigate', { url: address });
    await load;
    const answer = await this.#send('Runtime.evaluate', { expression, returnByValue: true });
    // What a page starts late would come now.
    await new Promise((resolve) => setTimeout(resolve, 300));
    this.#listeners.delete(listen);
    const result = answer.result;
    const value = typeof result === 'object' && result !== null && 'value' in result ? result.value : undefined;
    return { value, console: messages, requests };
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#session = undefined;
    await this.#send('Browser.close').catch(() => this.#process.kill());
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(message: Message): void {
    if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    else for (const listener of this.#listeners) listener(message);
  }

  #send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next++;
    const pipe = this.#process.stdio[3];
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer of the browser`)), TIMEOUT);
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      const session = this.#session === undefined ? {} : { sessionId: this.#session };
      if (pipe && 'write' in pipe) pipe.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
      else reject(new Error('the browser has no pipe'));
    });
  }
}
