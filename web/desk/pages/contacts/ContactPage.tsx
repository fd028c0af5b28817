/** One contact (コンタクト): who, why, how it ended, who had it when, and every word, masked until somebody says why not. */
import { Anchor, Grid, Paper, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { get, messageOf } from '../../api';
import { ErrorNote, Loading } from '../../ui/State';
import { ContactCases } from './ContactCases';
import { ContactFacts } from './ContactFacts';
import { ContactHeadline } from './ContactHeadline';
import { MaskBar } from './MaskBar';
import { PageFrame } from './PageFrame';
import { SegmentTable } from './SegmentTable';
import { SegmentTimeline } from './SegmentTimeline';
import { Transcript } from './Transcript';
import type { ContactWithTranscript } from './wire';

export function ContactPage({ contactId }: { readonly contactId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['contact', contactId],
    queryFn: ({ signal }) => get<ContactWithTranscript>(`/contacts/${encodeURIComponent(contactId)}`, {}, signal),
    // Every read is written to the access log: none happens that nobody asked for.
    staleTime: 'static',
    gcTime: 60_000,
  });
  return (
    <PageFrame
      title="コンタクト"
      aside={data && <ContactHeadline contact={data} />}
      before={
        <Anchor component={Link} href="/contacts" size="sm">
          ← コンタクト履歴
        </Anchor>
      }
    >
      {error && !data && <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Contents masked={data} />}
    </PageFrame>
  );
}

function Contents({ masked }: { readonly masked: ContactWithTranscript }) {
  // What was revealed lives as long as this page is open, and nowhere else.
  const [revealed, setRevealed] = useState<ContactWithTranscript | null>(null);
  const shown = revealed ?? masked;
  return (
    <Grid gap="sm" data-testid="contact">
      <Grid.Col span={12}>
        <Section title="経過時間">
          <SegmentTimeline segments={shown.segments ?? []} />
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5, xl: 4 }}>
        <Section title="概要">
          <ContactFacts contact={shown} />
        </Section>
        <Section title="区間">
          <SegmentTable segments={shown.segments ?? []} />
        </Section>
        <Section title="案件">
          <ContactCases caseNos={shown.case_nos ?? []} />
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7, xl: 8 }}>
        <Section title="応対の内容">
          <MaskBar
            contactId={masked.contact_id}
            isRevealed={revealed !== null}
            onRevealed={setRevealed}
            onMasked={() => setRevealed(null)}
          />
          <Transcript messages={shown.transcript ?? []} marks={shown.marks ?? []} channel={shown.channel} />
        </Section>
      </Grid.Col>
    </Grid>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="sm" mb="sm" component="section" aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
