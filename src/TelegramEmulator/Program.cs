using PhStudio.Messaging.TelegramEmulator.Hosting;

return await Alone.RunAsync(args);
