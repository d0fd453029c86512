/** Where the built console lies: static files for a web server. */
export declare const CONSOLE_FOLDER: string;
