namespace PhStudio.Messaging.Templates.Tests;

/// <summary>The built-in templates, loaded once for tests that only render.</summary>
public sealed class BuiltInLibrary : IDisposable
{
    public TemplateLibrary Library { get; } = new(new());

    public void Dispose() => Library.Dispose();
}
