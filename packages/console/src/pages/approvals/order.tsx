/** What exactly is to be done, and by what right: who approves has to see it; and what became of each file. */
import type { Task } from '@allclear/fleet/api';
import type { Output } from '../../api/client.js';
import { text } from '../../text/index.js';

const { approvals } = text;

export function TaskOrderView({ task }: { readonly task: Output<typeof Task> }) {
  const { order, outcome, statement } = task;
  return (
    <>
      {order && (
        <div className="quote">
          <p>
            <strong>{approvals.order(order.files.length)}</strong>. {approvals.legalBasis}: {order.legalBasis}
          </p>
          <ul className="plain">
            {order.files.map((file) => (
              <li key={`${file.path}|${file.sha256 ?? ''}`}>
                <span className="code wrap">{file.path}</span>
                {file.sha256 !== undefined && <div className="note code wrap">SHA-256 {file.sha256}</div>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {outcome && (
        <ul className="plain">
          {outcome.files.map((file) => (
            <li key={`${file.path}|${file.state}`}>
              <span className="code wrap">{file.path}</span>: {approvals.outcome[file.state]}
              {file.reason !== undefined && `, ${file.reason}`}
            </li>
          ))}
        </ul>
      )}
      {statement !== undefined && <p className="note">{statement}</p>}
    </>
  );
}
