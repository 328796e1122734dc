using PhStudio.Messaging.Sender;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Logging;
using PhStudio.Messaging.Templates.Hosting;

if (args is ["templates", ..])
{
    return TemplatesCommand.Run(args, new SafeWriter(Console.Out));
}

var builder = WebApplication.CreateBuilder(args);
builder.AddEnvFile();
builder.ListenOn("http://localhost:5082");
builder.RequireServers();
builder.AddServiceDefaults("sender");
builder.AddSender();
builder.AddMessageBus(bus => bus.AddSenderConsumers());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args, "templates");
