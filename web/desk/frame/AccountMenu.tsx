import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../api';
import { useSession } from '../session/SessionProvider';
import { ErrorNote } from '../ui/State';

const SCHEMES = [
  ['auto', '端末の設定に合わせる'],
  ['light', '明るい画面'],
  ['dark', '暗い画面'],
] as const;

export function AccountMenu({ name }: { readonly name: string }) {
  const { signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <>
      {problem && <ErrorNote message={problem} onClose={() => setProblem(null)} />}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" data-testid="staff-name">
            {name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>画面の明るさ</Menu.Label>
          {SCHEMES.map(([scheme, label]) => (
            <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} aria-current={scheme === colorScheme || undefined}>
              {scheme === colorScheme ? '✓ ' : '　 '}
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item color="red" data-testid="sign-out" onClick={() => void signOut().catch((error: unknown) => setProblem(messageOf(error)))}>
            ログアウト
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
