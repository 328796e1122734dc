namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>The line of <c>--help</c> for one setting.</summary>
/// <param name="Name">Its environment name.</param>
/// <param name="Format">What it must look like.</param>
/// <param name="Default">What holds where it is unset, or <c>required</c>.</param>
/// <param name="Secret">True where its value is never shown.</param>
public sealed record Setting(string Name, string Format, string Default, bool Secret);
