import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import {
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver-protocol/node.js';

const SERVER = path.resolve('node_modules/yaml-language-server/bin/yaml-language-server');
const SCHEMA = `file://${path.resolve('schemas/experiment.schema.json')}`;

/** What an editor offers at a place, and the text that a user has after taking it. */
interface Offer {
  readonly label: string;
  readonly after: string;
  /** Whether the editor leaves the cursor in a gap that the user fills. */
  readonly hasGap: boolean;
}

/** The YAML language server that editors run, told of the schema; `|` in a text is where the cursor stands. */
export class Editor {
  readonly #process: ChildProcess;
  readonly #connection;
  #opened = 0;

  private constructor() {
    const server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = server;
    this.#connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    const yaml = {
      validate: true,
      hover: true,
      completion: true,
      schemas: { [SCHEMA]: ['*.yaml'] },
      schemaStore: { enable: false },
    };
    this.#connection.onRequest(ConfigurationRequest.type, () => [yaml, {}, {}, {}, {}]);
    this.#connection.onRequest(RegistrationRequest.type, () => {});
    this.#connection.listen();
  }

  static async start(): Promise<Editor> {
    const editor = new Editor();
    await editor.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: { completion: { completionItem: { snippetSupport: true } } },
        workspace: { configuration: true },
      },
    });
    // What a file has wrong is known once the schema is.
    const isReady = new Promise<void>((resolve) => {
      editor.#connection.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics }) => {
        if (diagnostics.length > 0) resolve();
      });
    });
    await editor.#connection.sendNotification(InitializedNotification.type, {});
    await editor.#open('version: 2|');
    await isReady;
    return editor;
  }

  async offersAt(marked: string): Promise<Offer[]> {
    const { text, ...place } = await this.#open(marked);
    const answer = (await this.#connection.sendRequest(CompletionRequest.type, place)) ?? [];
    const items = Array.isArray(answer) ? answer : answer.items;
    return items.map(({ label, textEdit }) => ({ label, ...insert(text, textEdit as TextEdit) }));
  }

  async hoverAt(marked: string): Promise<string> {
    const { text: _, ...place } = await this.#open(marked);
    const hover = await this.#connection.sendRequest(HoverRequest.type, place);
    const contents = hover?.contents as { value: string } | undefined;
    return (contents?.value ?? '').replace(/\\(?=[^\w\s])/g, '');
  }

  async stop(): Promise<void> {
    this.#connection.dispose();
    const hasEnded = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await hasEnded;
  }

  async #open(marked: string) {
    const [before, after] = marked.split('|');
    const text = before + after;
    const uri = `file:///experiment-${this.#opened++}.yaml`;
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    const lines = before.split('\n');
    return { text, textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
  }
}

/** As editors insert a snippet: later lines as far in as the first, gaps with what stands for them. */
function insert(text: string, { newText, range: { start, end } }: TextEdit): Omit<Offer, 'label'> {
  const lines = text.split('\n');
  const line = lines[start.line];
  const margin = /^ */.exec(line)?.[0] ?? '';
  const filled = newText.replace(/\$\{\d+:([^}]*)\}/g, '$1');
  const plain = filled.replace(/\$\{?\d+\}?/g, '').replace(/\\([$}\\])/g, '$1');
  const changed = line.slice(0, start.character) + plain.replaceAll('\n', `\n${margin}`) + line.slice(end.character);
  return {
    after: [...lines.slice(0, start.line), changed, ...lines.slice(start.line + 1)].join('\n'),
    hasGap: plain !== filled || /[:-]\s*$/.test(plain),
  };
}
