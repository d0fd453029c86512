/** Evidence by a one-time link, without an account: encrypted here, sent in pieces, with a receipt. */
import { UploadInfo, UploadReceipt } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { address, get, type Output } from '../../api/client.js';
import { linkToken } from '../../app/link-token.js';
import { text } from '../../text/index.js';
import { Bar } from '../../ui/bar.js';
import { SendForm } from '../../ui/form.js';
import { bytes, percent } from '../../ui/number.js';
import { Page, Section } from '../../ui/page.js';
import { Loading, Problem } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { encryptFile } from '../../upload/encrypt.js';
import { sendFile } from '../../upload/send.js';
import { Receipt } from './receipt.js';

const { upload } = text;

export interface Sending {
  readonly name: string;
  readonly size: number;
  readonly state: 'waiting' | 'encrypting' | 'sending' | 'retrying' | 'done' | 'failed';
  readonly share: number;
  readonly sha256?: string;
  readonly problem?: string;
}

export function UploadPage() {
  const parameters = useParams({ from: '/open/upload/{-$token}' });
  const token = linkToken(parameters.token) ?? '';
  const base = `/upload/${encodeURIComponent(token)}`;
  const info = useQuery({
    queryKey: ['upload', token],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => get(UploadInfo, base, {}, signal),
  });
  return (
    <Page title={upload.title} lead={upload.lead}>
      {info.data ? (
        <Sender info={info.data} base={base} />
      ) : info.error ? (
        'status' in info.error && info.error.status === 0 ? (
          <Problem error={info.error} retry={() => void info.refetch()} />
        ) : (
          <p className="message bad" role="alert">
            {upload.gone}
          </p>
        )
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Sender({ info, base }: { readonly info: Output<typeof UploadInfo>; readonly base: string }) {
  const [files, setFiles] = useState<readonly Sending[]>([]);
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const receipt = useQuery({
    queryKey: ['receipt', base],
    queryFn: ({ signal }) => get(UploadReceipt, `${base}/receipt`, {}, signal),
  });
  const started = files.length > 0;
  const finished = started && files.every((file) => file.state === 'done');

  const send = async () => {
    if (chosen.length > info.filesLeft) throw new Error(upload.tooMany);
    if (chosen.reduce((sum, file) => sum + file.size, 0) > info.maxBytes) throw new Error(upload.tooLarge);
    setFiles(chosen.map((file) => ({ name: file.name, size: file.size, state: 'waiting', share: 0 })));
    const update = (index: number, change: Partial<Sending>) =>
      setFiles((all) => all.map((file, at) => (at === index ? { ...file, ...change } : file)));
    for (const [index, file] of chosen.entries())
      try {
        update(index, { state: 'encrypting' });
        const sealed = await encryptFile(file, info.recipient, (share) => update(index, { share }));
        update(index, { state: 'sending', share: 0, sha256: sealed.sha256 });
        await sendFile(
          address(`${base}/files`),
          sealed,
          (share) => update(index, { state: 'sending', share }),
          () => update(index, { state: 'retrying' }),
        );
        update(index, { state: 'done', share: 1 });
      } catch (error) {
        update(index, { state: 'failed', problem: error instanceof Error ? error.message : String(error) });
      }
    await receipt.refetch();
  };

  return (
    <>
      <p className="note">
        {upload.until} <Time at={info.expires} />. {upload.limits(bytes(info.maxBytes), info.filesLeft)}
      </p>
      {!started && info.filesLeft > 0 && (
        <SendForm label={upload.title} submit={upload.send} onSend={send}>
          <div className="field">
            <label htmlFor="files">{upload.choose}</label>
            <input
              id="files"
              type="file"
              multiple
              required
              aria-describedby="files-hint"
              onChange={(event) => setChosen([...(event.target.files ?? [])])}
            />
            <span className="hint" id="files-hint">
              {upload.what}
            </span>
          </div>
        </SendForm>
      )}
      {started && (
        <section className="card" aria-label={upload.title}>
          {!finished && <p className="message info">{upload.keepOpen}</p>}
          <ul className="plain divided">
            {files.map((file, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and the list does not change
              <li key={index}>
                <strong className="wrap">{file.name}</strong> <span className="note">{bytes(file.size)}</span>
                <Bar
                  share={file.share}
                  tone={file.state === 'failed' ? 'bad' : file.state === 'done' ? 'good' : 'accent'}
                />
                <span className={file.state === 'failed' ? 'problem' : 'note'}>{stateOf(file)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="hidden" role="status">
        {started && spoken(files)}
      </p>
      {finished && <p className="message good">{upload.allDone}</p>}
      {receipt.error && <Problem error={receipt.error} retry={() => void receipt.refetch()} />}
      {receipt.data && receipt.data.files.length > 0 && (
        <Section id="receipt" title={upload.receipt} note={upload.receiptNote}>
          <Receipt receipt={receipt.data} sent={files} />
        </Section>
      )}
    </>
  );
}

function stateOf(file: Sending): string {
  const share = percent(file.share, 1);
  if (file.state === 'encrypting') return upload.stateEncrypting(share);
  if (file.state === 'sending') return upload.stateSending(share);
  if (file.state === 'retrying') return upload.stateRetrying;
  if (file.state === 'done') return upload.stateDone;
  if (file.state === 'failed') return upload.stateFailed(file.problem ?? '');
  return upload.stateWaiting;
}

/** For screen readers: changes of state, not every per cent. */
function spoken(files: readonly Sending[]): string {
  return files
    .filter((file) => file.state !== 'waiting')
    .map(
      (file) =>
        `${file.name}: ${file.state === 'sending' || file.state === 'encrypting' ? stateOf({ ...file, share: Math.floor(file.share * 4) / 4 }) : stateOf(file)}`,
    )
    .join('. ');
}
