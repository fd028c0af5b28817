/** One case (案件), with the way back to the contact it came from. */
import { Anchor, Paper } from '@mantine/core';
import { Link } from 'wouter';
import { CaseDetails } from './CaseDetails';
import { PageFrame } from './PageFrame';

export function CasePage({ caseNo }: { readonly caseNo: string }) {
  return (
    <PageFrame
      title={`案件 ${caseNo}`}
      before={
        <Anchor component={Link} href="/cases" size="sm">
          ← 案件
        </Anchor>
      }
    >
      <Paper withBorder p="sm" maw={900}>
        <CaseDetails caseNo={caseNo} />
      </Paper>
    </PageFrame>
  );
}
