/** The cases (案件) of a contact. A case is read when it is opened, not before. */
import { Accordion, Text } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { Nothing } from '../../ui/State';
import { CaseDetails } from './CaseDetails';

export function ContactCases({ caseNos }: { readonly caseNos: readonly string[] }) {
  const [search] = useSearchParams();
  const [opened, setOpened] = useState<string[]>(() => caseNos.filter((caseNo) => caseNo === search.get('case')));
  if (caseNos.length === 0) return <Nothing>このコンタクトの案件はありません。</Nothing>;
  return (
    <Accordion multiple value={opened} onChange={setOpened} variant="contained" chevronPosition="left" order={3}>
      {caseNos.map((caseNo) => (
        <Accordion.Item key={caseNo} value={caseNo}>
          <Accordion.Control data-testid="case-open">
            <Text size="sm" fw={600}>
              {caseNo}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>{opened.includes(caseNo) && <CaseDetails caseNo={caseNo} />}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
