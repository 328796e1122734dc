using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>Runs an emulator as a process of its own, and says in one sentence why it cannot start.</summary>
internal static class Alone
{
    /// <summary>The exit code for a wrong setting, as sysexits.h has it.</summary>
    private const int WrongSetting = 78;

    private const int WrongUse = 2;

    private const string Usage = """
        A Bot API server that keeps Telegram's rules, and a page that shows its chats. It takes no arguments; the environment sets it up, or a file .env in the working folder or beside the program:
          EMULATOR_URL              where it listens (http://localhost:5081)
          EMULATOR_BOT_TOKEN        the one token it accepts, or EMULATOR_BOT_TOKEN_FILE (the demo token)
          EMULATOR_STAFF_CHAT_ID    number of the staff group (-1001000000001)
          EMULATOR_LIMITS           on or off: Telegram's sending limits (on)
          EMULATOR_ALLOW_REMOTE     on lets other machines use the page and /emulator (off)
          EMULATOR_BOOKING_URL      the platform's POST /bookings for the button "New demo booking", with EMULATOR_BOOKING_API_KEY (no button)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        if (args is [var unknown, ..])
        {
            await Console.Error.WriteLineAsync($"\"{unknown}\" is unknown: the emulator takes no arguments, its settings stand in the environment or in .env; --help lists them.");
            return WrongUse;
        }

        EmulatorOptions options;
        try
        {
            var file = ReadFile();
            options = EmulatorSettings.FromEnvironment(name => Environment.GetEnvironmentVariable(name) ?? file.GetValueOrDefault(name));
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return WrongSetting;
        }

        await using var emulator = EmulatorHost.Build(args, options);
        try
        {
            await emulator.StartAsync();
        }
        catch (Exception taken) when (taken is IOException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"{taken.Message.TrimEnd('.')}. EMULATOR_URL chooses another one.");
            return WrongSetting;
        }

        Console.WriteLine($"The chats: {string.Join(" ", emulator.Urls)} (Bot API below /bot<token>/, control API below /emulator/)");
        await emulator.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>The emulator's own settings in a file .env; the others there, such as ASPNETCORE_URLS, are a service's.</summary>
    private static Dictionary<string, string?> ReadFile()
    {
        string[] folders = [Directory.GetCurrentDirectory(), AppContext.BaseDirectory];
        var path = folders.Select(folder => Path.Combine(folder, ".env")).FirstOrDefault(File.Exists);
        try
        {
            return EnvText.Parse(path is null ? "" : File.ReadAllText(path)).Where(setting => setting.Key.StartsWith("EMULATOR_", StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
