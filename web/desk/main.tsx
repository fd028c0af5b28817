import '@mantine/core/styles.css';
import './desk.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { App } from './frame/App';
import { newQueryClient } from './queryClient';
import { SessionProvider } from './session/SessionProvider';
import { theme } from './theme';

const place = document.getElementById('desk');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={newQueryClient()}>
          <SessionProvider>
            <Router base="/staff">
              <App />
            </Router>
          </SessionProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
