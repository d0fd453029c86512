/** A new batch: whom, what, and a dry run that shows the messages before anything is stored. */
import { NoticeBatch, type NoticeBatchRequest, NoticePreview, NoticeTemplates } from '@allclear/fleet/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { get, type Input, type Output, send } from '../../api/client.js';
import { useOrganisationCount, useProviders } from '../../api/fleet.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { Filters } from '../../ui/filters.js';
import { Choice, Field, valuesOf } from '../../ui/form.js';
import { Page, Section } from '../../ui/page.js';
import { Loaded } from '../../ui/state.js';
import { asFilter } from '../organisations/filter.js';
import { ORGANISATION_FILTERS } from '../organisations/list.js';
import { Preview } from './preview.js';

type Request = Input<typeof NoticeBatchRequest>;
const { compose } = text;

export function ComposePage() {
  const filter = useSearch({ from: '/in/notices/new' });
  const navigate = useNavigate();
  const providers = useProviders();
  const matching = useOrganisationCount(filter);
  const templates = useQuery({
    queryKey: ['notice-templates'],
    queryFn: ({ signal }) => get(NoticeTemplates, '/notices/templates', {}, signal),
  });
  return (
    <Page title={compose.title} lead={compose.lead}>
      <Section
        id="to"
        title={compose.to}
        {...(matching.data === undefined ? {} : { note: text.of(matching.data.matching, matching.data.all) })}
      >
        <Filters
          names={ORGANISATION_FILTERS}
          values={filter}
          providers={providers}
          onChange={(search) => void navigate({ to: '/notices/new', search: asFilter(search) })}
        />
      </Section>
      <Loaded query={templates}>{(data) => <Composer templates={data.items} filter={filter} />}</Loaded>
    </Page>
  );
}

function Composer({
  templates,
  filter,
}: {
  readonly templates: Output<typeof NoticeTemplates>['items'];
  readonly filter: Request['to'];
}) {
  const form = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [template, setTemplate] = useState(templates[0]?.id ?? '');
  const [preview, setPreview] = useState<{ readonly of: string; readonly data: Output<typeof NoticePreview> }>();
  const [changed, setChanged] = useState(0);
  const request = (): Request | undefined => {
    if (!form.current?.reportValidity()) return undefined;
    const values = valuesOf(form.current);
    return {
      name: values.name ?? '',
      template: values.template ?? '',
      rate: Number(values.rate ?? 60),
      to: filter,
    };
  };
  const keyOf = (body: Request): string => JSON.stringify(body);
  const dryRun = async () => {
    const body = request();
    if (body) setPreview({ of: keyOf(body), data: await send(NoticePreview, 'POST', '/notices/preview', body) });
  };
  const create = async () => {
    const body = request();
    if (!body) return;
    const batch = await send(NoticeBatch, 'POST', '/notices/batches', body);
    await queries.invalidateQueries({ queryKey: ['list', '/notices/batches'] });
    await navigate({ to: '/notices/$id', params: { id: batch.id } });
  };
  const languages = templates.find((one) => one.id === template)?.languages ?? [];
  const current = preview && form.current && changed >= 0 ? preview.of === keyOfForm(form.current, filter) : false;
  return (
    <>
      <form
        className="card form"
        ref={form}
        aria-label={compose.title}
        onSubmit={(event) => event.preventDefault()}
        onChange={() => setChanged((times) => times + 1)}
      >
        <Field label={compose.name} name="name" required maxLength={200} />
        <Choice
          label={compose.template}
          name="template"
          value={template}
          options={templates.map((one) => [one.id, `${one.title} (${one.version})`])}
          onChange={setTemplate}
        />
        {languages.length > 0 && <p className="hint">{compose.languages(languages.join(', '))}</p>}
        <Field label={compose.rate} name="rate" type="number" min={1} max={10000} defaultValue={60} required />
        <div className="actions">
          <Action title={compose.preview} run={dryRun} primary={!current} />
          {current && <Action title={compose.create} run={create} primary />}
        </div>
      </form>
      <div aria-live="polite">
        {preview && !current && <p className="message warn">{compose.stale}</p>}
        {preview && <Preview preview={preview.data} />}
      </div>
    </>
  );
}

function keyOfForm(form: HTMLFormElement, to: Request['to']): string {
  const values = valuesOf(form);
  return JSON.stringify({
    name: values.name ?? '',
    template: values.template ?? '',
    rate: Number(values.rate ?? 60),
    to,
  });
}
