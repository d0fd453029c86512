import './style/console.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/session.js';
import { router } from './app/routes.js';
import { applyTheme, storedTheme } from './app/theme.js';
import { language } from './text/index.js';

applyTheme(storedTheme());
document.documentElement.lang = language;
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
