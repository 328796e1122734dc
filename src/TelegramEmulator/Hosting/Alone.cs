namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>Runs an emulator as a process of its own, and says in one sentence why it cannot start.</summary>
internal static class Alone
{
    /// <summary>The exit code for a wrong setting, as sysexits.h has it.</summary>
    private const int WrongSetting = 78;

    private const int CannotListen = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        EmulatorOptions options;
        try
        {
            options = EmulatorSettings.FromEnvironment(Environment.GetEnvironmentVariable);
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
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync($"{taken.Message} EMULATOR_URL chooses another one.");
            return CannotListen;
        }

        Console.WriteLine($"The chats: {string.Join(" ", emulator.Urls)} (Bot API below /bot<token>/, control API below /emulator/)");
        await emulator.WaitForShutdownAsync();
        return 0;
    }
}
