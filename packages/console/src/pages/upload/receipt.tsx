/** What arrived, with hashes that are compared with what this browser sent. */
import type { UploadReceipt } from '@allclear/fleet/api';
import type { Output } from '../../api/client.js';
import { text } from '../../text/index.js';
import { Badge } from '../../ui/badge.js';
import { bytes } from '../../ui/number.js';
import { Time } from '../../ui/time.js';
import type { Sending } from './upload-page.js';

const { upload } = text;

export function Receipt({
  receipt,
  sent,
}: {
  readonly receipt: Output<typeof UploadReceipt>;
  readonly sent: readonly Sending[];
}) {
  const ours = new Set(sent.map((file) => file.sha256));
  const names = new Set(sent.filter((file) => file.sha256 !== undefined).map((file) => `${file.name}.age`));
  return (
    <>
      <ul className="plain divided">
        {receipt.files.map((file) => (
          <li key={file.sha256}>
            <strong className="wrap">{file.name}</strong> <span className="note">{bytes(file.size)}</span>{' '}
            {ours.has(file.sha256) ? (
              <Badge tone="good">{upload.matches}</Badge>
            ) : names.has(file.name) && sent.length === 1 ? (
              <Badge tone="bad">{upload.differs}</Badge>
            ) : (
              <Badge tone="quiet">{upload.notCompared}</Badge>
            )}
            <div className="code wrap">SHA-256 {file.sha256}</div>
            <div className="note">
              <Time at={file.received} />
            </div>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => window.print()}>
        {upload.print}
      </button>
    </>
  );
}
